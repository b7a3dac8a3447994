// SPDX-License-Identifier: MIT OR Apache-2.0
//! Mathematical functions with the same bits on every system.
//!
//! Those of the standard library are those of the system's C library, whose last digits differ between Linux, Windows and
//! macOS. What users compare byte for byte (phantoms, draws, simulated maps) takes these of the crate `libm` instead.

/// A number of single or double precision.
pub trait Real: Copy {
    /// Exponential.
    fn exp(self) -> Self;
    /// Exponential less 1.
    fn exp_m1(self) -> Self;
    /// Natural logarithm.
    fn ln(self) -> Self;
    /// Natural logarithm of 1 plus the number.
    fn ln_1p(self) -> Self;
    /// Power.
    fn powf(self, exponent: Self) -> Self;
    /// Sine and cosine of an angle in radians.
    fn sin_cos(self) -> (Self, Self);
    /// Arcsine.
    fn asin(self) -> Self;
    /// Angle of the point (`x`, `self`).
    fn atan2(self, x: Self) -> Self;
    /// Length of the hypotenuse.
    fn hypot(self, other: Self) -> Self;
}

macro_rules! real {
    ($number:ty: $exp:ident $expm1:ident $log:ident $log1p:ident $pow:ident $sincos:ident $asin:ident $atan2:ident $hypot:ident) => {
        impl Real for $number {
            fn exp(self) -> Self {
                libm::$exp(self)
            }
            fn exp_m1(self) -> Self {
                libm::$expm1(self)
            }
            fn ln(self) -> Self {
                libm::$log(self)
            }
            fn ln_1p(self) -> Self {
                libm::$log1p(self)
            }
            fn powf(self, exponent: Self) -> Self {
                libm::$pow(self, exponent)
            }
            fn sin_cos(self) -> (Self, Self) {
                libm::$sincos(self)
            }
            fn asin(self) -> Self {
                libm::$asin(self)
            }
            fn atan2(self, x: Self) -> Self {
                libm::$atan2(self, x)
            }
            fn hypot(self, other: Self) -> Self {
                libm::$hypot(self, other)
            }
        }
    };
}

real!(f32: expf expm1f logf log1pf powf sincosf asinf atan2f hypotf);
real!(f64: exp expm1 log log1p pow sincos asin atan2 hypot);

/// Exponential.
pub fn exp<T: Real>(x: T) -> T {
    x.exp()
}

/// Exponential less 1.
pub fn exp_m1<T: Real>(x: T) -> T {
    x.exp_m1()
}

/// Natural logarithm.
pub fn ln<T: Real>(x: T) -> T {
    x.ln()
}

/// Natural logarithm of 1 plus `x`.
pub fn ln_1p<T: Real>(x: T) -> T {
    x.ln_1p()
}

/// Power.
pub fn powf<T: Real>(base: T, exponent: T) -> T {
    base.powf(exponent)
}

/// Sine and cosine of an angle in radians.
pub fn sin_cos<T: Real>(angle: T) -> (T, T) {
    angle.sin_cos()
}

/// Sine of an angle in radians.
pub fn sin<T: Real>(angle: T) -> T {
    sin_cos(angle).0
}

/// Cosine of an angle in radians.
pub fn cos<T: Real>(angle: T) -> T {
    sin_cos(angle).1
}

/// Arcsine.
pub fn asin<T: Real>(x: T) -> T {
    x.asin()
}

/// Angle of the point (`x`, `y`) in radians.
pub fn atan2<T: Real>(y: T, x: T) -> T {
    y.atan2(x)
}

/// Length of the hypotenuse.
pub fn hypot<T: Real>(x: T, y: T) -> T {
    x.hypot(y)
}
