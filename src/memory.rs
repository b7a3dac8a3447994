// SPDX-License-Identifier: MIT OR Apache-2.0
//! How much memory lamap may take. What a file or a caller asks for is counted before it is taken, so that a host stays alive.

use once_cell::sync::OnceCell;
use std::env;
use sysinfo::{MemoryRefreshKind, RefreshKind, System};

/// Names the budget in MiB, where it is not to be a share of what the machine has.
pub const VARIABLE: &str = "LAMAP_MEMORY_MIB";

const MIB: u64 = 1 << 20;
/// Of the memory of the machine, or of what the system allows this process.
const SHARE: f64 = 0.75;

/// Bytes that lamap may hold at a time: [`VARIABLE`], else three quarters of what the machine, the container or the limit of
/// this process allows. Found once for a process.
pub fn budget() -> u64 {
    static BUDGET: OnceCell<u64> = OnceCell::new();
    *BUDGET.get_or_init(|| match stated() {
        Some(mib) => mib.saturating_mul(MIB),
        None => (allowed() as f64 * SHARE) as u64,
    })
}

/// Refuses what needs more than the budget; the error goes on from the name of what is needed.
///
/// # Errors
/// A sentence without its subject, with both numbers.
pub fn claim(bytes: u64) -> Result<(), String> {
    claim_within(None, bytes)
}

/// Refuses what needs more than this number of MiB, or than the budget where none is stated.
///
/// # Errors
/// As [`claim`].
pub fn claim_within(stated_mib: Option<u64>, bytes: u64) -> Result<(), String> {
    let budget = stated_mib.map_or_else(budget, |mib| mib.saturating_mul(MIB));
    if bytes <= budget {
        return Ok(());
    }
    Err(format!(
        "needs {} MiB of memory, and lamap may use {} MiB ({VARIABLE} states another number)",
        bytes.div_ceil(MIB),
        budget / MIB
    ))
}

/// Makes room for more values, where the system gives it.
///
/// # Errors
/// A sentence where it does not.
#[cfg(feature = "files")]
pub fn reserve<T>(values: &mut Vec<T>, more: usize) -> Result<(), String> {
    let mib = (more as u64).saturating_mul(size_of::<T>() as u64).div_ceil(MIB);
    values.try_reserve_exact(more).map_err(|_| format!("the system gives no {mib} MiB of memory"))
}

fn stated() -> Option<u64> {
    env::var(VARIABLE).ok()?.trim().parse().ok().filter(|mib| *mib > 0)
}

/// The smallest of what the machine has, its container may use and this process may address.
fn allowed() -> u64 {
    let memory = MemoryRefreshKind::nothing().with_ram();
    let system = System::new_with_specifics(RefreshKind::nothing().with_memory(memory));
    let of_machine = Some(system.total_memory()).filter(|bytes| *bytes > 0);
    let of_container = system.cgroup_limits().map(|limits| limits.total_memory).filter(|bytes| *bytes > 0);
    [of_machine, of_container, addressable()].into_iter().flatten().min().unwrap_or(u64::MAX)
}

/// Bytes that this process may address; `None` where there is no limit or it is not told.
fn addressable() -> Option<u64> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find(|line| line.starts_with("Max address space"))?;
    line.split_whitespace().nth(3)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_larger_than_the_budget_is_refused_with_both_numbers() {
        let budget = budget();
        assert!(budget > 64 * MIB, "{budget}");
        assert_eq!(claim(budget), Ok(()));
        let refused = claim(u64::MAX).unwrap_err();
        assert!(refused.contains(&format!("lamap may use {} MiB", budget / MIB)), "{refused}");
    }

    #[cfg(feature = "files")]
    #[test]
    fn room_that_the_system_does_not_give_is_an_error() {
        let mut values: Vec<f32> = Vec::new();
        assert_eq!(reserve(&mut values, 100), Ok(()));
        assert!(reserve(&mut values, isize::MAX as usize / 4).unwrap_err().contains("MiB"));
    }
}
