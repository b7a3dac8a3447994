// SPDX-License-Identifier: MIT OR Apache-2.0
//! Recordings of every program, and lines that columns, files or places tell apart.

use crate::scene::{LINES, PIXELS, Place, SWEEP_S, by_line, csv, is_scene, says, signal};
use lamap::Task;
use lamap::files::{is_recording, read_lines};
use lamap::lines::LineOptions;
use std::fmt::Write as _;

#[test]
fn recordings_of_every_program_give_the_same_map() {
    let number = |row: &(f64, [f32; 2])| format!("{},{},{}", row.0, row.1[0], row.1[1]);
    let each = |name: &dyn Fn(usize) -> String, text: &dyn Fn(usize, &[String]) -> String| {
        let place = Place::new();
        for (line, rows) in by_line().iter().enumerate() {
            let rows: Vec<String> = rows.iter().map(number).collect();
            place.write(&name(line + 1), text(line, &rows));
        }
        place
    };
    let plain = |n: usize| format!("map/line_{n}.csv");
    let agilent = |header: &'static str| {
        move |line: usize, rows: &[String]| {
            format!(
                "D:\\DATA\\a.b\\{line}.d\nIntensity Vs Time,CPS\nAcquired      : 2020/11/18 14:2{line}:29 using Batch a.b\n\
                 {header}\n{}\n\n\n          Printed:2020/11/18 14:24:47\n",
                rows.join("\n")
            )
        }
    };
    let fin2 = |line: usize, rows: &[String]| {
        format!(
            "Finnigan MAT ELEMENT Raw Data\nFriday, July 04, 2025 11:3{line}:12\na.FIN\n20\n0\n16,16\nCPS\nTime,Mg24,Al27\n{}\n",
            rows.join("\n")
        )
    };
    let element = |_: usize, rows: &[String]| {
        let rows = rows.join("\n").replace(',', "\t");
        format!(
            "Trace for Mass:\tMg24\tAl27\n\t\t\nTime\tIntensity\tIntensity\n[sec]\t[cps]\t[cps]\n\n{rows}\n"
        )
    };
    let perkin = |_: usize, rows: &[String]| {
        format!("Intensity Vs Time, Counts per Second\nTime in Seconds ,Mg/24,Al/27\n\n{}\n", rows.join("\n"))
    };
    let ldr = |_: usize, rows: &[String]| {
        format!(
            "Software:Name=Qtegra;\nConfiguration:Machine=iCAP RQ;\n\nTime,Mg24,Al27,\n,dwell time=0.2;xcal=6,dwell time=0.4;xcal=9,\n{},\n",
            rows.join(",\n")
        )
    };
    let semicolons = |_: usize, rows: &[String]| {
        format!(
            "Zeit der Messung\nElapsed Time (s);Mg24;Al27\n{}\n",
            rows.join("\n").replace(',', ";").replace('.', ",")
        )
    };
    let clock = |_: usize, rows: &[String]| {
        let rows = rows.iter().map(|row| {
            let (time, rest) = row.split_once(',').unwrap();
            format!("00:00:{:04.1},{rest}", time.parse::<f64>().unwrap())
        });
        format!("Time,Mg24,Al27\n{}\n", rows.collect::<Vec<_>>().join("\n"))
    };
    let tofwerk = |_: usize, rows: &[String]| {
        let rows = rows.iter().map(|row| {
            let (time, rest) = row.split_once(',').unwrap();
            format!("{rest},{time}")
        });
        format!("'Mg24','Al27',t_elapsed_Buf\n{}\n", rows.collect::<Vec<_>>().join("\n"))
    };
    for (program, place) in [
        ("plain", each(&plain, &|_, rows| format!("Time,Mg24,Al27\n{}\n", rows.join("\n")))),
        ("Agilent", each(&|n| format!("map/{n:03}.d/{n:03}.csv"), &agilent("Time [Sec],Mg24,Al27"))),
        ("FIN2", each(&|n| format!("map/a{n}.FIN2"), &fin2)),
        ("Element2", each(&|n| format!("map/a{n}.txt"), &element)),
        ("PerkinElmer", each(&|n| format!("map/{n}.xl"), &perkin)),
        ("iCAP LDR", each(&|n| format!("map/a_ldr_{n}.csv"), &ldr)),
        ("semicolons", each(&plain, &semicolons)),
        ("h:m:s", each(&plain, &clock)),
        ("TOFWERK", each(&|n| format!("map/IMG_2021.01.01-10h10m1{n}s_AS.csv"), &tofwerk)),
    ] {
        assert!(is_recording(&place.0.path().join("map")), "{program}");
        let imported = read_lines(&[place.0.path().join("map")], &LineOptions::default(), &Task::new());
        let map = imported.unwrap_or_else(|error| panic!("{program}: {error}")).map;
        assert_eq!(map.elements(), ["Mg24", "Al27"], "{program}");
        assert!(is_scene(&map, |_| false), "{program}: {map:?}");
        let has_unit = ["Agilent", "FIN2", "Element2", "PerkinElmer"].contains(&program);
        assert_eq!(map.unit, if has_unit { "cps" } else { "" }, "{program}");
    }
}

#[test]
fn speed_and_spacing_are_stated_or_follow_from_places() {
    let place = Place::new();
    for (line, rows) in by_line().iter().enumerate() {
        let back = line % 2 == 1;
        let text = rows.iter().enumerate().map(|(i, (time, [a, b]))| {
            let x = 5.0 * (if back { PIXELS - 1 - i } else { i }) as f64;
            format!("{},{x},{},{a},{b}\n", time * 1000.0, 8.0 * line as f64)
        });
        let title = "Timestamp:,2023-01-01T00:00:00.000000\nSpot size:,10.0\nCycle time (ms),x [um],y [um],Mg24,Al27\n";
        place.write(&format!("nu/line_{}.csv", line + 8), title.to_string() + &text.collect::<String>());
    }
    let map = read_lines(&[place.0.path().join("nu")], &LineOptions::default(), &Task::new()).unwrap().map;
    assert_eq!((map.pixel_width_um, map.pixel_height_um), (Some(5.0), Some(8.0)));
    assert!(is_scene(&map, |line| line % 2 == 1));
    let text = csv("Time,Mg24,Al27\n", &signal());
    let path = place.write("gaps.csv", text);
    let stated =
        LineOptions { scan_speed_um_s: Some(20.0), line_spacing_um: Some(9.0), ..LineOptions::default() };
    let map = read_lines(&[path], &stated, &Task::new()).unwrap().map;
    assert_eq!((map.pixel_width_um, map.pixel_height_um), (Some(10.0), Some(9.0)));
    assert!(
        is_scene(&map, |_| false) && says(&map, "left out, as they are shorter or longer"),
        "{:?}",
        map.notes
    );
}

#[test]
fn columns_number_the_lines_or_stand_side_by_side() {
    let place = Place::new();
    let mut numbered = "Line,Time,Mg24,Al27\n".to_string();
    for (line, rows) in by_line().iter().enumerate() {
        for (time, [a, b]) in rows {
            let _ = writeln!(numbered, "{},{time},{a},{b}", line + 1);
        }
    }
    let names: String = (1..=LINES).map(|n| format!(",Set A_{n:03}").repeat(2)).collect();
    let mut beside =
        format!("Time of scan[ms/(24*60*60*1000)]{names}\n{}\n", ",10/9/2019 1:38:04 PM".repeat(2 * LINES));
    let _ = writeln!(beside, "{}", ",Mg:24,Al:27".repeat(LINES));
    let mut runs = format!(";;;;{}\n;;;;{}\n", "s;".repeat(LINES), "line;".repeat(LINES));
    for i in 0..PIXELS {
        let _ = write!(beside, "{:.12}", SWEEP_S * i as f64 / 86400.0);
        for rows in by_line() {
            let _ = write!(beside, ",{},{}", rows[i].1[0], rows[i].1[1]);
        }
        beside.push('\n');
    }
    for (element, name) in ["24Mg", "27Al"].iter().enumerate() {
        for i in 0..PIXELS {
            let _ = writeln!(
                runs,
                "MainRuns;{i};{name};Time;{}",
                format!("{};", SWEEP_S * i as f64).repeat(LINES)
            );
        }
        for i in 0..PIXELS {
            let cells: String = by_line().iter().map(|rows| format!("{};", rows[i].1[element])).collect();
            let _ = writeln!(runs, "MainRuns;{i};{name};Counter;{cells}");
        }
    }
    for (name, text) in [("numbered.csv", numbered), ("beside.csv", beside), ("qtegra.csv", runs)] {
        let imported = read_lines(&[place.write(name, text)], &LineOptions::default(), &Task::new()).unwrap();
        assert!(is_scene(&imported.map, |_| false), "{name}: {:?}", imported.map);
        assert_eq!(imported.conditions.conditions.acquisition_time_s, SWEEP_S, "{name}");
    }
}
