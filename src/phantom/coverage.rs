// SPDX-License-Identifier: MIT OR Apache-2.0
//! How much of a pixel a shape covers: area sampling, so that edges are exact below the pixel.

/// Area of a unit pixel on the positive side of a straight edge, exact.
///
/// `distance`: from the edge to the pixel centre, positive inside; (nx, ny): unit normal of the edge.
pub(super) fn half_plane(distance: f32, nx: f32, ny: f32) -> f32 {
    let (a, b) = if nx.abs() >= ny.abs() { (nx.abs(), ny.abs()) } else { (ny.abs(), nx.abs()) };
    let depth = distance.abs();
    let inside = if depth >= 0.5 * (a + b) {
        1.0
    } else if depth <= 0.5 * (a - b) {
        0.5 + depth / a
    } else {
        1.0 - (0.5 * (a + b) - depth).powi(2) / (2.0 * a * b)
    };
    if distance < 0.0 { 1.0 - inside } else { inside }
}

/// Share of a pixel inside an edge of unknown direction, `distance` px away, positive inside.
pub(super) fn edge(distance: f32) -> f32 {
    (distance + 0.5).clamp(0.0, 1.0)
}

/// Share of a pixel under a line of half width `half_width`, `distance` px away from its middle.
pub(super) fn line(distance: f32, half_width: f32) -> f32 {
    ((distance + 0.5).min(half_width) - (distance - 0.5).max(-half_width)).clamp(0.0, 1.0)
}

/// Soft step from 0 at -1 to 1 at 1 without corners.
pub(super) fn smooth_step(t: f32) -> f32 {
    let t = (0.5 + 0.5 * t).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// The two neighbours of position `at` among `count` samples and the share of the second.
pub(super) fn bracket(at: f32, count: usize) -> (usize, usize, f32) {
    let at = at.clamp(0.0, (count - 1) as f32);
    let first = at as usize;
    (first, (first + 1).min(count - 1), at - first as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagonal_edge_through_the_centre_covers_half_and_a_corner_cut_its_triangle() {
        let n = 0.5_f32.sqrt();
        assert!((half_plane(0.0, n, n) - 0.5).abs() < 1e-6);
        // an edge from (0.5, 0) to (0, 0.5) of the unit pixel cuts off 1/8
        assert!((half_plane(0.5 * n, n, -n) - 0.875).abs() < 1e-6);
        assert!((half_plane(-0.5 * n, n, n) - 0.125).abs() < 1e-6);
    }

    #[test]
    fn a_line_thinner_than_a_pixel_covers_its_width() {
        assert!((line(0.0, 0.15) - 0.3).abs() < 1e-6);
        assert_eq!(line(2.0, 1.0), 0.0);
        assert_eq!(line(0.0, 3.0), 1.0);
    }
}
