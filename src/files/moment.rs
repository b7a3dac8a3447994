// SPDX-License-Identifier: MIT OR Apache-2.0
//! Moments and times of day in text, in seconds. No time zone is known, so moments of two files compare only on one clock.

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A moment in text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Moment {
    /// Seconds since 1970, in the time zone of the text.
    pub seconds: f64,
    /// Whether day and month cannot be mistaken for one another.
    pub is_certain: bool,
}

/// A date with a time of day: `2018-12-17 15:00:37.681`, `2020/11/18T14:24:29`, `16/11/2020 1:05:17 PM`,
/// `Friday, July 04, 2025 11:31:12`. Where day and month can be mistaken, the day is taken to come first.
pub(super) fn moment(text: &str) -> Option<Moment> {
    let text = text.trim().trim_end_matches('Z').replace(['T', ','], " ");
    let words: Vec<&str> = text.split_whitespace().collect();
    let clock = words.iter().position(|word| word.contains(':'))?;
    let time = time_of_day(&words[clock..].join(" "))?;
    let date = &words[..clock];
    let (year, month, day, is_certain) = match date {
        [numbers] => numeric_date(numbers)?,
        [.., month, day, year] if year.len() == 4 => {
            (year.parse().ok()?, named(month)?, day.parse().ok()?, true)
        }
        _ => return None,
    };
    let valid = (1..=12).contains(&month) && (1..=31).contains(&day) && (1900..=2200).contains(&year);
    valid.then(|| Moment { seconds: days(year, month, day) as f64 * 86400.0 + time, is_certain })
}

/// A time of day or a duration: `h:m:s`, `m:s`, with a fraction of the second, AM or PM.
pub(super) fn time_of_day(text: &str) -> Option<f64> {
    let mut words = text.split_whitespace();
    let (clock, half) = (words.next()?, words.next().map(str::to_uppercase));
    let parts: Vec<&str> = clock.split(':').collect();
    let (hours, minutes, seconds) = match parts[..] {
        [h, m, s] => (h.parse::<u32>().ok()?, m.parse::<u32>().ok()?, s),
        [m, s] => (0, m.parse::<u32>().ok()?, s),
        _ => return None,
    };
    let digits = seconds.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',');
    let seconds: f64 = seconds.replace(',', ".").parse().ok().filter(|_| digits)?;
    if seconds >= 60.0 || (minutes >= 60 && parts.len() == 3) {
        return None;
    }
    let hours = match half.as_deref() {
        None => hours,
        Some("AM") => hours % 12,
        Some("PM") => hours % 12 + 12,
        Some(_) => return None,
    };
    Some(f64::from(hours) * 3600.0 + f64::from(minutes) * 60.0 + seconds)
}

fn named(month: &str) -> Option<i64> {
    let lower = month.to_lowercase();
    let place = MONTHS.iter().position(|name| lower.starts_with(name))?;
    Some(place as i64 + 1)
}

/// Year, month, day and whether they are certain.
fn numeric_date(text: &str) -> Option<(i64, i64, i64, bool)> {
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let [first, second, third] = parts[..] else { return None };
    let number = |text: &str| text.parse::<i64>().ok();
    if first.len() == 4 {
        return Some((number(first)?, number(second)?, number(third)?, true));
    }
    let (a, b) = (number(first)?, number(second)?);
    let year = number(third).filter(|_| third.len() == 4)?;
    match (a, b) {
        (_, 13..) => Some((year, a, b, true)),
        _ => Some((year, b, a, a > 12 || a == b || text.contains('.'))),
    }
}

/// Days from 1970-01-01 in the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // years begin in March, so that the leap day is their last
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leaps + (153 * month + 2) / 5 + day - 1 - 719_468
}

/// A moment as Iolite logs write it, with six digits of a second.
pub(super) fn write(seconds: f64) -> String {
    let micros = (seconds * 1e6).round() as i64;
    let (days, micros) = (micros.div_euclid(86_400_000_000), micros.rem_euclid(86_400_000_000));
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (year, month) = (era * 400 + year_of_era, if month < 10 { month + 3 } else { month - 9 });
    let year = year + i64::from(month <= 2);
    let (whole, micros) = (micros / 1_000_000, micros % 1_000_000);
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    format!("{year:04}-{month:02}-{day:02} {hours:02}:{minutes:02}:{seconds:02}.{micros:06}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_every_program_are_the_same_moment() {
        let expected = moment("2025-07-24 13:05:17").unwrap().seconds;
        assert_eq!(expected, 1_753_362_317.0);
        for text in [
            "2025/07/24 13:05:17",
            "2025-07-24T13:05:17Z",
            "24/07/2025 1:05:17 PM",
            "7/24/2025 1:05:17 PM",
            "24.07.2025 13:05:17",
            "Thursday, July 24, 2025 13:05:17",
            "Thursday, July 24, 2025, 13:05:17",
        ] {
            assert_eq!(moment(text), Some(Moment { seconds: expected, is_certain: true }), "{text}");
        }
        assert!(!moment("10/9/2019 1:38:04 PM").unwrap().is_certain);
        for text in ["", "17:00", "2025-13-01 10:00:00", "1.5", "2025-07-24", "a b c d", "24/07/25 10:00:00"]
        {
            assert_eq!(moment(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        for seconds in [0.0, 1_753_362_317.25, 951_782_400.123_456, 4_102_444_799.5] {
            assert_eq!(moment(&write(seconds)).unwrap().seconds, seconds);
        }
        assert_eq!(write(951_782_400.5), "2000-02-29 00:00:00.500000");
    }

    #[test]
    fn times_of_day_and_durations_are_seconds() {
        assert_eq!(time_of_day("01:02:03.5"), Some(3723.5));
        assert_eq!(time_of_day("62:03"), Some(3723.0));
        assert_eq!(time_of_day("12:00:01 AM"), Some(1.0));
        assert_eq!((time_of_day("5"), time_of_day("1:2:3:4"), time_of_day("1:99:00")), (None, None, None));
    }
}
