// SPDX-License-Identifier: MIT OR Apache-2.0
//! From failures in Rust to exceptions in Java. No panic reaches the virtual machine.

use jni::errors::{ErrorPolicy, JniError};
use jni::objects::{JThrowable, JValue};
use jni::strings::JNIString;
use jni::{Env, EnvUnowned, jni_sig, jni_str};
use lamap::ffi::LamapStatus;
use std::any::Any;
use std::fmt;

pub type Result<T> = std::result::Result<T, Failure>;

/// Why a native function failed.
#[derive(Debug)]
pub enum Failure {
    /// lamap could not do it.
    Lamap(lamap::Error),
    /// The virtual machine could not, or an exception is on its way.
    Java(jni::errors::Error),
}

impl From<lamap::Error> for Failure {
    fn from(error: lamap::Error) -> Self {
        Self::Lamap(error)
    }
}

impl From<jni::errors::Error> for Failure {
    fn from(error: jni::errors::Error) -> Self {
        Self::Java(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lamap(error) => error.fmt(f),
            Self::Java(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Failure {}

/// Runs the body of a native function; a failure or a panic becomes an exception and the default of its type.
pub fn native<'local, T: Default + 'local>(
    mut env: EnvUnowned<'local>,
    body: impl FnOnce(&mut Env<'local>) -> Result<T>,
) -> T {
    env.with_env(body).resolve::<Throw>()
}

/// Throws what a native function failed with.
struct Throw;

impl<T: Default> ErrorPolicy<T, Failure> for Throw {
    type Captures<'local: 'native, 'native> = ();

    fn on_error<'local: 'native, 'native>(
        env: &mut Env<'local>,
        (): &mut (),
        failure: Failure,
    ) -> jni::errors::Result<T> {
        if env.exception_check() {
            return Ok(T::default()); // that of a callback goes on as it is
        }
        let text = JNIString::from(failure.to_string());
        match failure {
            Failure::Lamap(lamap::Error::Cancelled) => {
                env.throw_new(jni_str!("java/util/concurrent/CancellationException"), &text)?;
            }
            Failure::Lamap(error) => throw_status(env, &error)?,
            Failure::Java(jni::errors::Error::NullPtr(_)) => {
                env.throw_new(jni_str!("java/lang/NullPointerException"), &text)?;
            }
            Failure::Java(jni::errors::Error::JniCall(JniError::NoMemory)) => {
                let text = jni_str!("the heap of Java has no room for the values: raise it with -Xmx");
                env.throw_new(jni_str!("java/lang/OutOfMemoryError"), text)?;
            }
            Failure::Java(_) => env.throw_new(jni_str!("java/lang/InternalError"), &text)?,
        }
        Ok(T::default())
    }

    fn on_panic<'local: 'native, 'native>(
        env: &mut Env<'local>,
        (): &mut (),
        payload: Box<dyn Any + Send + 'static>,
    ) -> jni::errors::Result<T> {
        let words = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let words = words.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
        std::mem::forget(payload); // its destructor may panic too
        let text = JNIString::from(format!("a fault in lamap: {words}"));
        env.throw_new(jni_str!("java/lang/InternalError"), &text)?;
        Ok(T::default())
    }
}

fn throw_status(env: &mut Env<'_>, error: &lamap::Error) -> jni::errors::Result<()> {
    let status = LamapStatus::from(error) as i32;
    let text = env.new_string(error.to_string())?;
    let arguments = [JValue::Int(status), JValue::Object(&text)];
    let exception =
        env.new_object(jni_str!("org/lamap/LamapException"), jni_sig!("(ILjava/lang/String;)V"), &arguments)?;
    let exception = JThrowable::cast_local(env, exception)?;
    env.throw(exception)
}
