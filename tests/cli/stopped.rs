// SPDX-License-Identifier: MIT OR Apache-2.0
//! Programs that are stopped, and several that write the same file.

use super::{FILE, Place};
use std::process::Stdio;

const PHANTOM: &str = "phantom cells --size 1500x1500 --pixel-um 1 --seed 3 --output a.csv";

fn names(place: &Place) -> Vec<String> {
    let entries = std::fs::read_dir(place.path("")).unwrap();
    entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

#[cfg(unix)]
#[test]
fn a_program_that_is_stopped_while_it_writes_leaves_nothing() {
    use std::process::Command;
    use std::thread::sleep;
    use std::time::Duration;
    for signal in ["-INT", "-TERM"] {
        let place = Place::new();
        let mut program = place.command(PHANTOM).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while names(&place).is_empty() && program.try_wait().unwrap().is_none() {
            sleep(Duration::from_millis(1));
        }
        let id = program.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        assert_eq!(program.wait().unwrap().code(), Some(130), "{signal}");
        assert!(names(&place).is_empty(), "{signal}: {:?}", names(&place));
    }
}

#[cfg(unix)]
#[test]
fn a_program_that_reads_a_large_file_stops_within_a_second() {
    use std::process::Command;
    use std::thread::sleep;
    use std::time::{Duration, Instant};
    let place = Place::new();
    let line = (0..10_000).map(|i| (i % 9).to_string()).collect::<Vec<_>>().join(",") + "\n";
    std::fs::write(place.path("Ba137.csv"), line.repeat(1000)).unwrap(); // read in seconds
    let mut program =
        place.command("show Ba137.csv").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    sleep(Duration::from_millis(300));
    let begin = Instant::now();
    assert!(Command::new("kill").args(["-INT", &program.id().to_string()]).status().unwrap().success());
    assert_eq!(program.wait().unwrap().code(), Some(130));
    assert!(begin.elapsed() < Duration::from_secs(1), "{:?}", begin.elapsed());
}

#[test]
fn of_two_programs_that_write_the_same_file_one_is_told() {
    let place = Place::new();
    let start = || place.command(PHANTOM).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut both = [start(), start()];
    let mut codes = both.each_mut().map(|program| program.wait().unwrap().code());
    codes.sort_unstable();
    assert_eq!(codes, [Some(0), Some(FILE)]);
    assert_eq!(names(&place), ["a.csv"]);
}
