// SPDX-License-Identifier: MIT OR Apache-2.0
//! Exit codes: scripts can tell what to do from them.

use super::interrupt;
use super::output::shown;
use lamap::Error;
use std::process::ExitCode;

/// The codes, as every help text ends with them.
pub const HELP: &str = "\
Exit codes:
    0  done
    1  internal error
    2  the command line cannot be understood
    3  an argument or a setting is wrong, missing or contradicts another
    4  the values or the size of a map cannot be used
    5  a file cannot be read or written, or exists already
    6  ONNX Runtime was not found or is too old
    7  the model cannot be used
    8  the device is not available
    9  running the model failed
   10  done, but some of the input files could not be used
  130  cancelled";

/// The exit code of a finished subcommand, after its error was told.
pub fn code(result: std::thread::Result<lamap::Result<()>>) -> ExitCode {
    match result {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(error)) => {
            eprintln!("error: {}{}", shown(&error.to_string()), hint(&error));
            ExitCode::from(number(&error))
        }
        Err(_) => {
            eprintln!("error: this is a fault of lamap, please report it with the lines above");
            ExitCode::from(1)
        }
    }
}

fn number(error: &Error) -> u8 {
    match error {
        Error::OutOfRange { .. }
        | Error::UnknownKey { .. }
        | Error::InvalidValue { .. }
        | Error::Missing { .. }
        | Error::Contradiction(_) => 3,
        Error::Shape { .. } | Error::Data(_) => 4,
        Error::File { .. } | Error::Format { .. } => 5,
        Error::RuntimeNotFound(_) | Error::RuntimeTooOld(_) => 6,
        Error::Model(_) => 7,
        Error::DeviceUnavailable(_) => 8,
        Error::Inference(_) => 9,
        Error::Incomplete(_) => 10,
        Error::Cancelled => interrupt::CODE,
        _ => 1,
    }
}

fn hint(error: &Error) -> &'static str {
    match error {
        Error::RuntimeNotFound(_) | Error::RuntimeTooOld(_) => {
            "\nhint: --method physics needs no ONNX Runtime; --runtime names the library to use"
        }
        _ => "",
    }
}
