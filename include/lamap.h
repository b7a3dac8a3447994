/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* lamap: virtual laser ablation and enhancement of elemental maps (LA-ICP-MS, LIBS).
 *
 * Every call that can fail returns a LamapStatus; lamap_last_error() then has a sentence. Arrays are yours: you ask
 * for the size, allocate, and lamap fills them, row by row, only on success. Objects are made by *_new and freed by
 * *_free. Numbers carry their unit in their name. Safety says what lamap cannot check and you must see to; where it
 * calls NULL an error, NULL is refused with LAMAP_STATUS_INVALID_ARGUMENT.
 *
 * A whole program (examples/simulate.c; see also examples/enhance.c):
 *
 *     // What would an instrument measure of this sample?
 *     // Build: cc -std=c11 -I include examples/simulate.c -L target/release -llamap -o simulate
 *     #include "lamap.h"
 *     #include <stdio.h>
 *     #include <stdlib.h>
 *
 *     enum { ROWS = 200, COLUMNS = 300 };
 *
 *     int main(void) {
 *         LamapConditions *conditions = NULL;
 *         LamapMap map;
 *         float *sample = malloc(ROWS * COLUMNS * sizeof *sample), *counts = NULL;
 *         size_t lines = 0, pixels = 0;
 *         int failed = 1;
 *         if (lamap_abi_version() != LAMAP_ABI_VERSION || sample == NULL) {
 *             fprintf(stderr, "another version of lamap, or no memory\n");
 *             goto end;
 *         }
 *         if (lamap_phantom("cells", ROWS, COLUMNS, 1, sample, ROWS * COLUMNS) ||
 *             lamap_conditions_preset("seed-2019", &conditions) ||
 *             lamap_conditions_set(conditions, "flicker_rsd", 0.02) ||
 *             lamap_ablate_shape(conditions, ROWS, COLUMNS, 1.0, &lines, &pixels) ||
 *             (counts = malloc(lines * pixels * sizeof *counts)) == NULL ||
 *             lamap_map_init(&map, sizeof map)) {
 *             fprintf(stderr, "%s\n", lamap_last_error());
 *             goto end;
 *         }
 *         map.values = sample;
 *         map.lines = ROWS;
 *         map.pixels = COLUMNS;
 *         map.pixel_width_um = map.pixel_height_um = 1.0;
 *         if (lamap_ablate(conditions, &map, NULL, LAMAP_QUANTITY_DRAW, 42, counts, lines * pixels, NULL, NULL,
 *                          NULL)) {
 *             fprintf(stderr, "%s\n", lamap_last_error());
 *             goto end;
 *         }
 *         printf("%zu lines of %zu pixels; counts of the first: %g\n", lines, pixels, counts[0]);
 *         failed = 0;
 *     end:
 *         free(counts);
 *         free(sample);
 *         lamap_conditions_free(conditions);
 *         return failed;
 *     }
 */

#ifndef LAMAP_H
#define LAMAP_H

/* Made from src/ffi by cbindgen, do not edit. Renew: LAMAP_BLESS=1 cargo test --test abi */

#include <stddef.h>
#include <stdint.h>
#if defined(_WIN32) && !defined(LAMAP_STATIC)
#define LAMAP_API __declspec(dllimport)
#else
#define LAMAP_API
#endif

/// Number that the library returns from `lamap_abi_version`; compare the two when the library is loaded.
#define LAMAP_ABI_VERSION 2

/// What `lamap_ablate` gives: one measurement with all noise, which follows from the seed.
#define LAMAP_QUANTITY_DRAW 0

/// The mean of all measurements, without noise.
#define LAMAP_QUANTITY_EXPECTED 1

/// The variance of all measurements: counting, Flicker noise, drift and gains of lines by their laws.
#define LAMAP_QUANTITY_VARIANCE 2

/// The table of the conditions, for `lamap_param_count` and `lamap_param_get`.
#define LAMAP_TABLE_CONDITIONS 0

/// The table of the settings of an enhancement.
#define LAMAP_TABLE_SETTINGS 1

/// The table of a channel.
#define LAMAP_TABLE_CHANNELS 2

/// Result of every call that can fail; zero is success. Codes may be added: treat an unknown one as a failure.
/// `lamap_last_error` then has a sentence for people.
enum LamapStatus
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// The call succeeded.
    LAMAP_STATUS_OK = 0,
    /// An argument is NULL, out of range, of the wrong size or contradicts another one.
    LAMAP_STATUS_INVALID_ARGUMENT = 1,
    /// The values of a map cannot be used (empty, infinite, all missing, negative concentrations).
    LAMAP_STATUS_INVALID_DATA = 2,
    /// The progress callback asked to stop.
    LAMAP_STATUS_CANCELLED = 3,
    /// No usable ONNX Runtime library was found.
    LAMAP_STATUS_RUNTIME_NOT_FOUND = 4,
    /// The ONNX Runtime library found is too old.
    LAMAP_STATUS_RUNTIME_TOO_OLD = 5,
    /// The model cannot be loaded or breaks its contract.
    LAMAP_STATUS_MODEL = 6,
    /// The device asked for is not usable here.
    LAMAP_STATUS_DEVICE_UNAVAILABLE = 7,
    /// ONNX Runtime failed while it ran the model.
    LAMAP_STATUS_INFERENCE = 8,
    /// A file cannot be read or written.
    LAMAP_STATUS_FILE = 9,
    /// A fault in lamap itself; the message says where.
    LAMAP_STATUS_INTERNAL = 99,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum LamapStatus LamapStatus;
#else
typedef int32_t LamapStatus;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// What the values of a map are.
enum LamapValueUnit
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// Anything else: concentrations, intensities.
    LAMAP_VALUE_UNIT_UNKNOWN = 0,
    /// Counts of one pixel: the noise follows from them.
    LAMAP_VALUE_UNIT_COUNTS = 1,
    /// Counts per second.
    LAMAP_VALUE_UNIT_CPS = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum LamapValueUnit LamapValueUnit;
#else
typedef int32_t LamapValueUnit;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// Number type of the values of a map.
enum LamapValueType
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// float
    LAMAP_VALUE_TYPE_F32 = 0,
    /// double
    LAMAP_VALUE_TYPE_F64 = 1,
    /// uint8_t
    LAMAP_VALUE_TYPE_U8 = 2,
    /// uint16_t
    LAMAP_VALUE_TYPE_U16 = 3,
    /// int16_t
    LAMAP_VALUE_TYPE_I16 = 4,
    /// uint32_t; lamap works with floats, which round numbers beyond 2^24
    LAMAP_VALUE_TYPE_U32 = 5,
    /// int32_t, as above
    LAMAP_VALUE_TYPE_I32 = 6,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum LamapValueType LamapValueType;
#else
typedef int32_t LamapValueType;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// What a setting may be. Kinds may be added.
enum LamapParamKind
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /// A number from `min` to `max`.
    LAMAP_PARAM_KIND_NUMBER = 0,
    /// A whole number from `min` to `max`.
    LAMAP_PARAM_KIND_WHOLE = 1,
    /// One of the words `choices`; as a number, its index.
    LAMAP_PARAM_KIND_CHOICE = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum LamapParamKind LamapParamKind;
#else
typedef int32_t LamapParamKind;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/// Conditions of a measurement. Made by `lamap_conditions_new` or `lamap_conditions_preset`, freed by
/// `lamap_conditions_free`. Threads: calls that only read (those that take them as const) may run at the same time.
typedef struct LamapConditions LamapConditions;

/// Enhances maps: made once, used for many. Made by `lamap_enhancer_new`, freed by `lamap_enhancer_free`. Threads:
/// any number may use it at the same time; the network then serves one after the other.
typedef struct LamapEnhancer LamapEnhancer;

/// A map that was read from files. Made by `lamap_file_read` or `lamap_lines_read`, freed by `lamap_file_free`.
/// Threads: it never changes, any number may read it.
typedef struct LamapFile LamapFile;

/// What was done to a map and how well it went. Made by `lamap_enhance`, freed by `lamap_report_free`. Threads: it
/// never changes, any number may read it.
typedef struct LamapReport LamapReport;

/// Settings of an enhancement. Made by `lamap_settings_new`, freed by `lamap_settings_free`. Threads: calls that only
/// read (those that take them as const) may run at the same time.
typedef struct LamapSettings LamapSettings;

/// A map whose lines arrive one after the other, as an instrument measures them: a thread behind it restores what is
/// there. Made by `lamap_stream_open`, freed by `lamap_stream_free`. Threads: any number may use it at the same time,
/// e.g. one that takes lines and one that draws.
typedef struct LamapStream LamapStream;

/// A text that was handed out; freed by `lamap_text_free`. Threads: it never changes, any number may read it.
typedef struct LamapText LamapText;

/// A measured map, lent for a call. Fill it with `lamap_map_init` first, then set what is known. Threads: a map that
/// nobody changes may be lent to several calls.
typedef struct LamapMap {
    /// Size of this structure, set by `lamap_map_init`.
    size_t struct_size;
    /// elements x lines x pixels values, element by element, line by line along the scan; NAN where missing. Of
    /// another type or order as the last fields say: cast the pointer then.
    const float *values;
    /// Number of elements.
    size_t elements;
    /// Lines of each element.
    size_t lines;
    /// Pixels of each line.
    size_t pixels;
    /// Width of a pixel along the scan, in micrometres.
    double pixel_width_um;
    /// Distance of two lines, in micrometres.
    double pixel_height_um;
    /// What the values are.
    LamapValueUnit value_unit;
    /// One UTF-8 name for each element, or NULL: "1", "2" and so on.
    const char *const *names;
    /// Unit of the values as UTF-8 text, e.g. "ug/g", or NULL: what `value_unit` says.
    const char *unit;
    /// Outer corner of pixel (0, 0) on the sample along the scan, in micrometres.
    double origin_x_um;
    /// The same from line to line.
    double origin_y_um;
    /// Bytes from a value to that of the next element, from the first value on; 0: the elements lie close together.
    ptrdiff_t element_stride;
    /// Bytes from a line to the next, negative where the last line comes first; 0: close together.
    ptrdiff_t line_stride;
    /// Bytes from a pixel to the next; 0: close together.
    ptrdiff_t pixel_stride;
    /// Number type of the values. Any but floats that lie close together are copied.
    LamapValueType value_type;
    /// 0; kept for a field to come.
    int32_t reserved;
} LamapMap;

/// How one of several passes lies on the sample. Threads: one that nobody changes may be lent to several calls.
typedef struct LamapPass {
    /// Size of this structure, set by the caller to `sizeof` it.
    size_t struct_size;
    /// Where it starts along its scan, in pixels of the map, 0 to 1.
    double offset_along;
    /// The same across its lines.
    double offset_across;
    /// 1 if its lines run down the sample instead of along its rows; else 0.
    int32_t orthogonal;
    /// Number of the pass, from 0: each draws its own noise from one seed.
    uint32_t number;
} LamapPass;

/// Told how far a long call is: `fraction` rises from 0 to 1; `element` is a name of the map, or empty; `stage` says
/// what is being done: "load model", "ablate", or "restore", "refine, tile 3 of 12" (while a network is at work) and
/// "check"; "read", "read, file 3 of 12" and "write". The texts are valid during the call. Return 0 to go on, anything
/// else to cancel. It is called on the thread that called lamap, at least every 0.5 seconds, and must return: no
/// exception, no longjmp.
typedef int32_t (*LamapProgress)(void *user, double fraction, const char *element, const char *stage);

/// The geometry of a scan. Threads: any.
typedef struct LamapScan {
    /// Size of this structure, set by the caller to `sizeof` it.
    size_t struct_size;
    /// Rows of the map as it lies on the sample: its lines, or the pixels of a line of an orthogonal pass.
    size_t rows;
    /// Columns of the map as it lies on the sample.
    size_t columns;
    /// Pixels of a line before the first one on the sample; 0 unless "tail" is "keep".
    size_t lead;
    /// Laser pulses on one line.
    size_t pulses_on_a_line;
    /// Laser pulses in a pixel.
    double dosage;
    /// Width of a pixel of the map on the sample, in micrometres.
    double pixel_width_um;
    /// Height of a pixel.
    double pixel_height_um;
    /// Outer corner of pixel (0, 0) on the sample, from the left.
    double origin_x_um;
    /// The same from the top.
    double origin_y_um;
    /// Size of the beam along the scan.
    double beam_um;
    /// Distance by which the map shows the sample too far along the scan.
    double displacement_um;
} LamapScan;

/// One setting. Its texts are UTF-8 and always valid. Threads: any.
typedef struct LamapParam {
    /// Size of this structure, set by the caller to `sizeof` it.
    size_t struct_size;
    /// Name for the `_set` and `_get` functions.
    const char *key;
    /// Unit, may be empty.
    const char *unit;
    /// One line for people.
    const char *help;
    /// Value of a new object; NAN where it is left open.
    double default_value;
    /// Smallest allowed value.
    double min;
    /// Largest allowed value.
    double max;
    /// What it may be.
    LamapParamKind kind;
    /// 1 if it may be left open: NAN as a number, "auto" as text; else 0.
    int32_t optional;
    /// The words of a choice, else NULL.
    const char *const *choices;
    /// Their number.
    size_t choice_count;
} LamapParam;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/// Message of this thread's last failed call, UTF-8, one sentence; empty before the first failure. Never NULL.
/// It is valid until the next failed lamap call of this thread.
LAMAP_API const char *lamap_last_error(void);

/// Version of the library as text, e.g. "0.1.0".
LAMAP_API const char *lamap_version(void);

/// Version of the binary interface. It rises only when a function changes or goes, not when one is added.
LAMAP_API uint32_t lamap_abi_version(void);

/// Makes conditions with every setting at its default and stores them in `*out` (NULL after a failure).
/// Safety: `out` is NULL (an error) or points to a pointer.
LAMAP_API LamapStatus lamap_conditions_new(struct LamapConditions **out);

/// Makes the conditions of a preset, e.g. "seed-2019", and stores them in `*out` (NULL after a failure).
/// Safety: `name` is NULL (an error) or a string; `out` is NULL (an error) or points to a pointer.
LAMAP_API LamapStatus lamap_conditions_preset(const char *name, struct LamapConditions **out);

/// Reads conditions from a text in TOML or JSON (an object) by the keys of the settings, e.g. "beam_size_um = 5"; a
/// key "preset" names what the others are laid over. Stores them in `*out` (NULL after a failure).
/// Safety: `source` is NULL (an error) or a string; `out` is NULL (an error) or points to a pointer.
LAMAP_API LamapStatus lamap_conditions_from_text(const char *source, struct LamapConditions **out);

/// Copies conditions, with what was stated of them, into `*out` (NULL after a failure).
/// Safety: `conditions` is NULL (an error) or valid; `out` is NULL (an error) or points to a pointer.
LAMAP_API LamapStatus lamap_conditions_copy(const struct LamapConditions *conditions,
    struct LamapConditions **out);

/// What was stated, as all of a preset is, in TOML for `lamap_conditions_from_text`, in `*out` (NULL after a
/// failure).
/// Safety: `conditions` is NULL (an error) or valid; `out` is NULL (an error) or points to a pointer.
LAMAP_API LamapStatus lamap_conditions_stated_to_toml(const struct LamapConditions *conditions,
    struct LamapText **out);

/// Width and height of a pixel of the measured map in micrometres, as far as they were stated, else NAN: the width
/// is the scan speed times the acquisition time, the height the line spacing.
/// Safety: `conditions`, `width_um` and `height_um` are NULL (an error) or valid.
LAMAP_API LamapStatus lamap_conditions_pixel(const struct LamapConditions *conditions, double *width_um,
    double *height_um);

/// Every setting with its help in TOML, for `lamap_conditions_from_text`, in `*out` (NULL after a failure).
/// Safety: `conditions` is NULL (an error) or valid; `out` is NULL (an error) or points to a pointer.
LAMAP_API LamapStatus lamap_conditions_to_toml(const struct LamapConditions *conditions, struct LamapText **out);

/// Sets a number, e.g. ("beam_size_um", 5.0); NAN leaves an optional setting open. The conditions stay as they were
/// on a failure.
/// Safety: `conditions` is NULL (an error) or valid and not used elsewhere; `key` is NULL (an error) or a string.
LAMAP_API LamapStatus lamap_conditions_set(struct LamapConditions *conditions, const char *key, double value);

/// Sets a setting from text, e.g. ("pulse_response", "gamma") or ("beam_size_um", "auto").
/// Safety: As `lamap_conditions_set`; `value` is NULL (an error) or a string.
LAMAP_API LamapStatus lamap_conditions_set_text(struct LamapConditions *conditions, const char *key,
    const char *value);

/// Reads a setting as a number into `*value`; NAN where an optional setting is open, the word's index for a choice.
/// Safety: `conditions`, `key` (a string) and `value` are NULL (an error) or valid.
LAMAP_API LamapStatus lamap_conditions_get(const struct LamapConditions *conditions, const char *key,
    double *value);

/// Frees conditions; NULL is allowed.
/// Safety: `conditions` is NULL or came from lamap, was not freed and is not used by a running call.
LAMAP_API void lamap_conditions_free(struct LamapConditions *conditions);

/// Number of channels; 0 where all elements have what the conditions say (and after a failure).
/// Safety: `conditions` is NULL (an error) or valid.
LAMAP_API size_t lamap_channel_count(const struct LamapConditions *conditions);

/// Adds a channel for the next element, e.g. "Zn66", in which nothing is stated yet. `lamap_ablate` needs as many
/// channels as elements, or none.
/// Safety: `conditions` is NULL (an error) or valid and not used elsewhere; `name` is NULL (an error) or a string.
LAMAP_API LamapStatus lamap_channel_add(struct LamapConditions *conditions, const char *name);

/// Name of channel `index`, counted from 0, in `*out` (NULL after a failure).
/// Safety: `conditions` is NULL (an error) or valid; `out` is NULL (an error) or points to a pointer.
LAMAP_API LamapStatus lamap_channel_name(const struct LamapConditions *conditions, size_t index,
    struct LamapText **out);

/// Sets a number of channel `index`, e.g. "dwell_s"; `LAMAP_TABLE_CHANNELS` lists the keys. NAN leaves it open.
/// Safety: `conditions` is NULL (an error) or valid and not used elsewhere; `key` is NULL (an error) or a string.
LAMAP_API LamapStatus lamap_channel_set(struct LamapConditions *conditions, size_t index, const char *key,
    double value);

/// Reads a number of channel `index` into `*value`; NAN where it is left open.
/// Safety: `conditions`, `key` (a string) and `value` are NULL (an error) or valid.
LAMAP_API LamapStatus lamap_channel_get(const struct LamapConditions *conditions, size_t index, const char *key,
    double *value);

/// States settings of the channel of this name, which is added if it is not there yet. `settings`: TOML or JSON with
/// the keys of `LAMAP_TABLE_CHANNELS` and, for a pulse response of its own, those of the conditions
/// ("pulse_response", "response_scale_s", "gas_fraction", "response_table" and so on); what these leave open is as
/// in the conditions. The conditions stay as they were on a failure.
/// Safety: `conditions` is NULL (an error) or valid and not used elsewhere; `name` and `settings` are NULL (an
/// error) or strings.
LAMAP_API LamapStatus lamap_channel_set_text(struct LamapConditions *conditions, const char *name,
    const char *settings);

/// States a measured crater and sets "beam_shape" to "kernel". `depth`: rows (across the lines) x columns (along the
/// scan) of depths in any unit, row by row, on square cells of `cell_um` micrometres.
/// Safety: `conditions` is NULL (an error) or valid and not used elsewhere; `depth` is NULL (an error) or rows x
/// columns doubles.
LAMAP_API LamapStatus lamap_conditions_set_crater(struct LamapConditions *conditions, const double *depth,
    size_t rows, size_t columns, double cell_um);

/// States a measured pulse response and sets "pulse_response" to "table": the share of the signal (0 to 1) that has
/// arrived at each time after the transport delay, linear between them.
/// Safety: `conditions` is NULL (an error) or valid and not used elsewhere; `times_s` and `cumulative` are NULL (an
/// error) or `length` doubles.
LAMAP_API LamapStatus lamap_conditions_set_response_table(struct LamapConditions *conditions,
    const double *times_s, const double *cumulative, size_t length);

/// Makes settings with every setting at its default and stores them in `*out` (NULL after a failure).
/// Safety: `out` is NULL (an error) or points to a pointer.
LAMAP_API LamapStatus lamap_settings_new(struct LamapSettings **out);

/// Sets a number, e.g. ("magnification", 4.0). The settings stay as they were on a failure.
/// Safety: `settings` is NULL (an error) or valid and not used elsewhere; `key` is NULL (an error) or a string.
LAMAP_API LamapStatus lamap_settings_set(struct LamapSettings *settings, const char *key, double value);

/// Sets a setting from text, e.g. ("method", "physics") or ("device", "cuda").
/// Safety: As `lamap_settings_set`; `value` is NULL (an error) or a string.
LAMAP_API LamapStatus lamap_settings_set_text(struct LamapSettings *settings, const char *key, const char *value);

/// Reads a setting as a number into `*value`; the word's index for a choice.
/// Safety: `settings`, `key` (a string) and `value` are NULL (an error) or valid.
LAMAP_API LamapStatus lamap_settings_get(const struct LamapSettings *settings, const char *key, double *value);

/// Frees settings; NULL is allowed.
/// Safety: `settings` is NULL or came from lamap, was not freed and is not used by a running call.
LAMAP_API void lamap_settings_free(struct LamapSettings *settings);

/// Lines and pixels of the map that these conditions give of a sample of `rows` x `columns` square pixels of
/// `pixel_um` micrometres.
/// Safety: `conditions`, `lines` and `pixels` are NULL (an error) or valid.
LAMAP_API LamapStatus lamap_ablate_shape(const struct LamapConditions *conditions, size_t rows, size_t columns,
    double pixel_um, size_t *lines, size_t *pixels);

/// Simulates a measurement: `values` receives elements x lines x pixels values (see `lamap_ablate_shape`, or
/// `lamap_scan` for a pass), element by element, row by row.
///
/// `sample`: concentrations on square pixels, finite and not negative. Where the setting "mean_concentration" is not
/// 0, as in the preset "seed-2019", any pictures: the minimum of each is subtracted and it is scaled to that mean
/// first. All elements share the Flicker noise of the laser, the drift and the gains of the lines. Channels that
/// bear the names of elements are theirs, in any order; others belong to the elements in their order.
///
/// `pass`: one of several passes over a thick sample, or NULL: a single one. `quantity`: one of
/// `LAMAP_QUANTITY_`...; `seed` is used only for a draw, and equal seeds give equal values, whatever the number of
/// threads. `measured`, unless NULL, receives the description of the map: pixel size, place, unit ("counts²" for a
/// variance), and `values` and the names of `sample` as its own. `progress` may be NULL; `user` is handed to it.
/// After a failure or a cancel `values` and `measured` are untouched.
/// Safety: `conditions` is NULL (an error) or valid; `sample` is NULL (an error) or as `LamapMap` says; `pass` is
/// NULL or a structure whose `struct_size` was set; `values` is NULL (an error) or `length` writable floats;
/// `progress` is NULL or keeps to `LamapProgress`; `measured` is NULL or a structure whose `struct_size` was
/// set.
LAMAP_API LamapStatus lamap_ablate(const struct LamapConditions *conditions, const struct LamapMap *sample,
    const struct LamapPass *pass, int32_t quantity, uint64_t seed, float *values, size_t length,
    LamapProgress progress, void *user, struct LamapMap *measured);

/// The geometry of a scan of `rows` x `columns` square pixels of `pixel_um` micrometres. `pass`: one of several
/// passes, or NULL: a single one. `scan` stays untouched on a failure.
/// Safety: `conditions` is NULL (an error) or valid; `pass` is NULL or a structure whose `struct_size` was set;
/// `scan` is NULL (an error) or a structure whose `struct_size` was set.
LAMAP_API LamapStatus lamap_scan(const struct LamapConditions *conditions, const struct LamapPass *pass,
    size_t rows, size_t columns, double pixel_um, struct LamapScan *scan);

/// What the conditions will give of an area (both sides 0: not decided) at a concentration, as JSON in `*out` (NULL
/// after a failure): pixels, time, resolution, counts, noise, warnings.
/// Safety: `conditions` is NULL (an error) or valid; `progress` is NULL or keeps to `LamapProgress`; `out` is NULL (an
/// error) or points to a pointer.
LAMAP_API LamapStatus lamap_plan_json(const struct LamapConditions *conditions, double width_um, double height_um,
    double concentration, LamapProgress progress, void *user, struct LamapText **out);

/// What a model states about itself, as JSON in `*out` (NULL after a failure): name, version, licence, multiple and
/// halo in pixels, training and scores. Needs no ONNX Runtime.
///
/// `model`: `model_size` bytes of an ONNX model of contract lamap-1; NULL: the embedded one.
/// Safety: `model` is NULL or `model_size` bytes; `out` is NULL (an error) or points to a pointer.
LAMAP_API LamapStatus lamap_model_card(const uint8_t *model, size_t model_size, struct LamapText **out);

/// Draws a synthetic sample of a kind, e.g. "grains" or "cells": `out` receives lines x pixels values from 0 to 1.
///
/// Equal seeds give equal phantoms. `out` stays untouched on a failure. Sixteen million pixels take seconds:
/// `lamap_phantom_designed` can be cancelled.
/// Safety: `kind` is NULL (an error) or a string; `out` is NULL (an error) or `out_length` writable floats.
LAMAP_API LamapStatus lamap_phantom(const char *kind, size_t lines, size_t pixels, uint64_t seed, float *out,
    size_t out_length);

/// Draws a synthetic sample with settings of its kind on square pixels of `pixel_um`: `out` receives lines x pixels
/// values from 0 to 1.
///
/// `settings`: "key=value" separated by spaces, e.g. "cell_size_um=12 range_decades=3", as `lamap phantom --set` takes
/// them and `lamap phantom --help` lists them; NULL for none. Equal seeds give equal phantoms. `out` stays untouched on
/// a failure.
/// Safety: `kind` is NULL (an error) or a string, `settings` NULL or a string; `out` is NULL (an error) or `out_length`
/// writable floats; `progress` is NULL or keeps to `LamapProgress`.
LAMAP_API LamapStatus lamap_phantom_designed(const char *kind, const char *settings, size_t lines, size_t pixels,
    double pixel_um, uint64_t seed, float *out, size_t out_length, LamapProgress progress, void *user);

/// Fills a map with what holds where nothing is set: one element, unknown unit, no values, no pixel size.
/// Safety: `map` is NULL (an error) or `struct_size` writable bytes; `struct_size` is `sizeof *map`.
LAMAP_API LamapStatus lamap_map_init(struct LamapMap *map, size_t struct_size);

/// Reads `count` files, or the files of a folder, as one map and stores it in `*out` (NULL after a failure): text
/// images, tables of points, ImageJ TIFF, PNG, pew2 npz. Elements are named by the files.
///
/// `point_unit`: "um" or "mm" reads text files as tables of points with coordinates in this unit; NULL: what the files
/// say.
/// Safety: `paths` is NULL (an error) or `count` strings, UTF-8; `point_unit` is NULL or a string; `out` is NULL (an
/// error) or points to a pointer.
LAMAP_API LamapStatus lamap_file_read(const char *const *paths, size_t count, const char *point_unit,
    struct LamapFile **out);

/// Reads files as `lamap_file_read` does, told what they do not say.
///
/// `options`: "key=value", each in a line of its own, or NULL. Keys: points (um, mm), columns (4 or 4,6), decimal
/// (point, comma), below_detection (refuse, missing, zero, half), layout (detect, image), colours (refuse,
/// luminance), transpose, flip_lines and flip_pixels (yes, no), part (number or name of a sheet of a workbook, of an
/// image of an OME-TIFF or of a pass of pew2), elements_axis (of a numpy array: detect, first, last). `progress` may be
/// NULL; `user` is handed to it.
/// Safety: `paths` is NULL (an error) or `count` strings, UTF-8; `options` is NULL or a string; `progress` is NULL or
/// keeps to `LamapProgress`; `out` is NULL (an error) or points to a pointer.
LAMAP_API LamapStatus lamap_file_read_with(const char *const *paths, size_t count, const char *options,
    LamapProgress progress, void *user, struct LamapFile **out);

/// Reads one of several passes over one sample from a file of pew2, as it lies on the sample, and stores it in `*out`
/// (NULL after a failure). `*pass` becomes how it lies, as `lamap_enhance_passes` takes it, and `*count` how many
/// passes the file holds.
///
/// `number`: of the pass, from 0. `progress` may be NULL; `user` is handed to it.
/// Safety: `path` is NULL (an error) or a string, UTF-8; `pass` is NULL (an error) or a structure whose `struct_size`
/// was set; `count` and `out` are NULL (an error) or point to a number and to a pointer; `progress` is NULL or keeps to
/// `LamapProgress`.
LAMAP_API LamapStatus lamap_file_read_pass(const char *path, size_t number, struct LamapPass *pass, size_t *count,
    LamapProgress progress, void *user, struct LamapFile **out);

/// Describes the map that was read. `*map` borrows from `file`; a pixel size that the files do not tell is NAN.
/// Safety: `file` is NULL (an error) or valid; `map` is NULL (an error) or was filled by `lamap_map_init`.
LAMAP_API LamapStatus lamap_file_map(const struct LamapFile *file, struct LamapMap *map);

/// Free text that a TIFF file carries, e.g. the record of an enhancement as JSON; empty if there is none. It lives as
/// long as `file`. NULL after a failure.
/// Safety: `file` is NULL (an error) or valid.
LAMAP_API const char *lamap_file_info(const struct LamapFile *file);

/// Sentences, a line for each, on what was left out, replaced or chosen when the files were read; empty if there are
/// none. They live as long as `file`. NULL after a failure.
/// Safety: `file` is NULL (an error) or valid.
LAMAP_API const char *lamap_file_notes(const struct LamapFile *file);

/// Frees a map that was read; NULL is allowed.
/// Safety: `file` is NULL or came from lamap, was not freed and is not in use.
LAMAP_API void lamap_file_free(struct LamapFile *file);

/// Writes a map; the extension of `path` tells the kind: tif, tiff, csv, txt, tsv or png. A file appears whole or not
/// at all, and not after a cancel. A pixel size of NAN is not known and not written.
///
/// `info`: free text kept in a TIFF file, or NULL. `progress` may be NULL; `user` is handed to it.
/// Safety: `path` is NULL (an error) or a string, UTF-8; `map` is NULL (an error) or as `LamapMap` says; `info` is NULL
/// or a string; `progress` is NULL or keeps to `LamapProgress`.
LAMAP_API LamapStatus lamap_file_write(const char *path, const struct LamapMap *map, const char *info,
    LamapProgress progress, void *user);

/// Reads recordings of signals over time and makes a map of them: `count` files with all lines or with one each, or
/// folders of such files. Stores the map in `*map`, for `lamap_file_map` and `lamap_file_notes`, and what is known of
/// the scan, for the enhancement, in `*conditions`; both are NULL after a failure.
///
/// `options`: "key=value", each in a line of its own, or NULL. Keys: log (a path to the laser log), pattern (number or
/// name of a raster of the log), cut (detect, log, columns, files, gaps), blank (keep, subtract), lag_s,
/// scan_speed_um_s, line_spacing_um, time_unit (s, ms, us, min, h, d). `progress` may be NULL; `user` is handed to it.
/// Safety: `paths` is NULL (an error) or `count` strings, UTF-8; `options` is NULL or a string; `map` and `conditions`
/// are NULL (an error) or point to two pointers; `progress` is NULL or keeps to `LamapProgress`.
LAMAP_API LamapStatus lamap_lines_read(const char *const *paths, size_t count, const char *options,
    LamapProgress progress, void *user, struct LamapFile **map, struct LamapConditions **conditions);

/// Rows and columns of the enhanced map of a map of `lines` x `pixels` pixels of this size.
/// Safety: `settings`, `rows` and `columns` are NULL (an error) or valid.
LAMAP_API LamapStatus lamap_output_shape(const struct LamapSettings *settings, size_t lines, size_t pixels,
    double pixel_width_um, double pixel_height_um, size_t *rows, size_t *columns);

/// Makes an enhancer of these settings, which are copied, and stores it in `*out` (NULL after a failure).
///
/// `model`: `model_size` bytes of an ONNX model of contract lamap-1, copied; NULL: the embedded one. Loads ONNX Runtime
/// if the setting "method" needs it and that was not done. `progress` may be NULL; `user` is handed to it; the stage is
/// "load model". After a cancel a model that was loading is freed when it is done. As all work it is refused in a
/// process forked from one that had used lamap: its threads are missing there.
/// Safety: `settings` is NULL (an error) or valid; `model` is NULL or `model_size` bytes; `progress` is NULL or keeps
/// to `LamapProgress`; `out` is NULL (an error) or points to a pointer.
LAMAP_API LamapStatus lamap_enhancer_new(const struct LamapSettings *settings, const uint8_t *model,
    size_t model_size, LamapProgress progress, void *user, struct LamapEnhancer **out);

/// The method in use: "unet" or "physics". It is always valid. NULL after a failure.
/// Safety: `enhancer` is NULL (an error) or valid.
LAMAP_API const char *lamap_enhancer_method(const struct LamapEnhancer *enhancer);

/// The device in use: "cpu", "cuda" or "directml"; empty for physics. It lives as long as the enhancer. NULL after a
/// failure.
/// Safety: `enhancer` is NULL (an error) or valid.
LAMAP_API const char *lamap_enhancer_device(const struct LamapEnhancer *enhancer);

/// Why this method and device: one line for each reason, UTF-8, may be empty. It lives as long as the enhancer. NULL
/// after a failure.
/// Safety: `enhancer` is NULL (an error) or valid.
LAMAP_API const char *lamap_enhancer_note(const struct LamapEnhancer *enhancer);

/// Enhances a map. `estimate` receives elements x rows x columns values (rows and columns of `lamap_output_shape`) in
/// the unit of the map, NAN where the value was missing; `deviation`, unless NULL, the standard deviation of their
/// error; `*report`, unless `report` is NULL, what was done (free it with `lamap_report_free`).
///
/// `conditions` are those of the measurement; what they leave open is estimated. `length`: elements x rows x columns.
/// `progress` may be NULL; `user` is handed to it. Not random. After a failure or a cancel both arrays are untouched
/// and `*report` is NULL.
/// Safety: `enhancer` and `conditions` are NULL (an error) or valid; `map` is NULL (an error) or as `LamapMap` says;
/// `estimate` is NULL (an error) or `length` writable floats, `deviation` is NULL or the same; `report` is NULL or
/// points to a pointer; `progress` is NULL or a function that keeps to `LamapProgress`.
LAMAP_API LamapStatus lamap_enhance(const struct LamapEnhancer *enhancer, const struct LamapConditions *conditions,
    const struct LamapMap *map, float *estimate, float *deviation, size_t length, LamapProgress progress,
    void *user, struct LamapReport **report);

/// Frees an enhancer; NULL is allowed. In a process forked from the one that made it nothing is done.
/// Safety: `enhancer` is NULL or came from lamap, was not freed and is not used by a running call.
LAMAP_API void lamap_enhancer_free(struct LamapEnhancer *enhancer);

/// Enhances a window of a map of one element as `lamap_enhance` does the whole, up to 1e-3 of its range: for maps
/// whose enhancement is too large for one machine. Noise, prior and open conditions are found from the whole map.
///
/// The window has `rows` x `columns` pixels from row `first_row` and column `first_column` of the target grid on (see
/// `lamap_output_shape`); `estimate` and `deviation`, unless NULL, receive as many values. `high`: the 99.5th
/// percentile of what the method "physics" gives of the whole map, by which the inputs of a network are scaled; NAN:
/// that of the window. The level of a network's deviation is found from the window alone. Not random. After a failure
/// or a cancel both arrays are untouched. `progress` may be NULL; `user` is handed to it.
/// Safety: `enhancer` and `conditions` are NULL (an error) or valid; `map` is NULL (an error) or as `LamapMap` says;
/// `estimate` is NULL (an error) or `length` writable floats, `deviation` is NULL or the same; `progress` is
/// NULL or keeps to `LamapProgress`.
LAMAP_API LamapStatus lamap_enhance_window(const struct LamapEnhancer *enhancer,
    const struct LamapConditions *conditions, const struct LamapMap *map, size_t first_row, size_t first_column,
    size_t rows, size_t columns, double high, float *estimate, float *deviation, size_t length,
    LamapProgress progress, void *user);

/// Begins a map and stores it in `*out` (NULL after a failure).
///
/// `plan`: elements, lines (at most), pixels, pixel size, names, unit and origin of the map; its values may be NULL.
/// `conditions` are copied; what they leave open is estimated from the lines. The memory of the whole map and its
/// enhancement is counted at once, and refused here if it is not there. The enhancer may be freed before the map.
/// Safety: `enhancer` and `conditions` are NULL (an error) or valid; `plan` is NULL (an error) or as `LamapMap` says
/// but for its values; `out` is NULL (an error) or points to a pointer.
LAMAP_API LamapStatus lamap_stream_open(const struct LamapEnhancer *enhancer,
    const struct LamapConditions *conditions, const struct LamapMap *plan, struct LamapStream **out);

/// Takes line `number`, from 0 on: no more than a copy, whatever the thread behind does.
///
/// `line`: a map of one line with the elements and pixels of the plan, of any number type and order; the rest of it is
/// not looked at. Lines come in turn; one that was not measured is all NAN. A line that is not the next one is refused
/// with LAMAP_STATUS_INVALID_ARGUMENT, and what has arrived stays.
/// Safety: `stream` is NULL (an error) or valid; `line` is NULL (an error) or as `LamapMap` says.
LAMAP_API LamapStatus lamap_stream_push_line(const struct LamapStream *stream, size_t number,
    const struct LamapMap *line);

/// What is known now, by the restoration: it may lag behind the lines. `estimate` and, unless NULL, `deviation` receive
/// `length` = elements x rows x columns values of the planned map (see `lamap_output_shape`), NAN where nothing is
/// known yet; `*lines`, unless NULL, how many lines, from the first on, all elements show. A failure changes nothing.
/// Safety: `stream` is NULL (an error) or valid; `estimate` is NULL (an error) or `length` writable floats,
/// `deviation` is NULL or the same; `lines` is NULL or valid.
LAMAP_API LamapStatus lamap_stream_latest(const struct LamapStream *stream, float *estimate, float *deviation,
    size_t length, size_t *lines);

/// Enhances all lines that have arrived, as `lamap_enhance` does: fewer than planned where a run was broken off.
/// `length`: elements x rows x columns of a map of so many lines; the other arguments are those of `lamap_enhance`.
/// After a failure or a cancel more lines may be taken, and it may be called again.
/// Safety: `stream` is NULL (an error) or valid; the rest is as for `lamap_enhance`.
LAMAP_API LamapStatus lamap_stream_finish(const struct LamapStream *stream, float *estimate, float *deviation,
    size_t length, LamapProgress progress, void *user, struct LamapReport **report);

/// Gives a map up, if it is not finished, and frees it; NULL is allowed. In a process forked from the one that made it
/// nothing is done.
/// Safety: `stream` is NULL or came from lamap, was not freed and is not used by a running call.
LAMAP_API void lamap_stream_free(struct LamapStream *stream);

/// Enhances `count` passes over one sample together, as `lamap_enhance` does a single map: shifted by parts of a pixel
/// they tell more than their pixels resolve, and turned by a right angle each sharpens what the other has smeared.
///
/// `maps` and `passes`: one pointer for each pass; the maps lie as the sample does, with equal elements. The grid is
/// that of the first pass that is not turned, and `length` follows from it. Beam and washout must be stated. Where the
/// maps surely tell that a pass lies elsewhere than stated, it is taken from there, which the report tells
/// ("passes"). The restoration does it; the method "unet" is refused.
/// Safety: `maps` and `passes` are NULL (an error) or `count` pointers: each map NULL (an error) or as `LamapMap` says,
/// each pass NULL (straight, without offset) or valid; the rest is as for `lamap_enhance`.
LAMAP_API LamapStatus lamap_enhance_passes(const struct LamapEnhancer *enhancer,
    const struct LamapConditions *conditions, const struct LamapMap *const *maps,
    const struct LamapPass *const *passes, size_t count, float *estimate, float *deviation, size_t length,
    LamapProgress progress, void *user, struct LamapReport **report);

/// The whole report as JSON, UTF-8. It lives as long as the report. NULL after a failure.
/// Safety: `report` is NULL (an error) or valid.
LAMAP_API const char *lamap_report_json(const struct LamapReport *report);

/// Number of warnings that the user should read; 0 after a failure.
/// Safety: `report` is NULL (an error) or valid.
LAMAP_API size_t lamap_report_warning_count(const struct LamapReport *report);

/// Warning `index`, counted from 0: a sentence, UTF-8, that lives as long as the report. NULL if there is none.
/// Safety: `report` is NULL (an error) or valid.
LAMAP_API const char *lamap_report_warning(const struct LamapReport *report, size_t index);

/// Reduced chi-square of element `element`, counted from 0: the enhanced map is ablated again and compared with the
/// measured one. About 1 or below is good; clearly above 1, the map contradicts the measurement.
/// Safety: `report` and `chi_square` are NULL (an error) or valid.
LAMAP_API LamapStatus lamap_report_chi_square(const struct LamapReport *report, size_t element,
    double *chi_square);

/// The same for each measured pixel: `chi_square` receives elements x lines x pixels values, NAN where nothing was
/// measured. It stays untouched on a failure.
/// Safety: `report` is NULL (an error) or valid; `chi_square` is NULL (an error) or `length` writable floats.
LAMAP_API LamapStatus lamap_report_chi_square_map(const struct LamapReport *report, float *chi_square,
    size_t length);

/// What a report means for someone who looks at the map, as three lines in `*out` (NULL after a failure): `green`,
/// `amber` or `red`; what was found; what to do about it.
///
/// `report`: text of `lamap_report_json`, or `lamap_file_info` of an enhanced map. `unit`: that of the measured values;
/// NULL: not known.
/// Safety: `report` is NULL (an error) or a string; `unit` is NULL or one; `out` is NULL (an error) or points to a
/// pointer.
LAMAP_API LamapStatus lamap_verdict(const char *report, const char *unit, struct LamapText **out);

/// Frees a report; NULL is allowed.
/// Safety: `report` is NULL or came from lamap, was not freed and is not in use.
LAMAP_API void lamap_report_free(struct LamapReport *report);

/// Loads ONNX Runtime from a library file or its folder; from the usual places if `path` is NULL: the environment
/// variable LAMAP_ONNXRUNTIME, the folder of lamap, the system. Enhancers do the latter by themselves.
///
/// A failure may be followed by another try; the first success lasts until the process ends, and another library is
/// then refused. Threads: any.
/// Safety: `path` is NULL or a string, UTF-8.
LAMAP_API LamapStatus lamap_runtime_load(const char *path);

/// Version of the loaded ONNX Runtime, e.g. "1.23.2"; NULL before one is loaded. It stays valid, as the two below.
LAMAP_API const char *lamap_runtime_version(void);

/// File of the loaded ONNX Runtime; NULL before one is loaded.
LAMAP_API const char *lamap_runtime_path(void);

/// How it was found: "argument", "environment variable", "beside the library" or "system"; NULL before one is loaded.
LAMAP_API const char *lamap_runtime_found_by(void);

/// Tries the embedded model on each device and stores what came of it in `*out` (NULL after a failure), as JSON:
/// [{"device": "cpu", "works": true, "reason": ""}, ...]. Free it with `lamap_text_free`. Takes seconds.
/// Safety: `out` is NULL (an error) or points to a pointer.
LAMAP_API LamapStatus lamap_device_report(struct LamapText **out);

/// Number of settings in a table; 0 for an unknown table.
LAMAP_API size_t lamap_param_count(int32_t table);

/// Describes setting `index` of a table, counted from 0. `param` stays untouched on a failure.
/// Safety: `param` is NULL (an error) or a structure whose `struct_size` was set.
LAMAP_API LamapStatus lamap_param_get(int32_t table, size_t index, struct LamapParam *param);

/// Number of presets of `lamap_conditions_preset`.
LAMAP_API size_t lamap_preset_count(void);

/// Name of preset `index`, counted from 0; NULL if there is none. It is always valid.
LAMAP_API const char *lamap_preset_name(size_t index);

/// What preset `index` stands for; NULL if there is none. It is always valid.
LAMAP_API const char *lamap_preset_help(size_t index);

/// The text itself, UTF-8. It lives as long as `text`. NULL after a failure.
/// Safety: `text` is NULL (an error) or valid.
LAMAP_API const char *lamap_text_get(const struct LamapText *text);

/// Frees a text; NULL is allowed.
/// Safety: `text` is NULL or came from lamap, was not freed and is not in use.
LAMAP_API void lamap_text_free(struct LamapText *text);

/// The inputs of a network of contract lamap-1 for one map: `input` receives 3 x rows x columns values (restored map,
/// measured map, standard deviation of the noise), all divided by `*scale`. Where `*offset` is above 0, a value v
/// became offset ln(1 + v / offset) before, as in maps that span decades; where it is 0, values stay as they are.
///
/// `map`: lines x pixels values, NAN where missing: there the restored map stands for the measured one. The setting
/// "noise" decides whether the values are counts ("auto" looks at the values alone here, since a bare array has no
/// unit). `progress` may be NULL; `user` is handed to it. Outputs stay untouched on a failure.
/// Safety: `conditions`, `settings`, `scale` and `offset` are NULL (an error) or valid; `map` is NULL (an error) or
/// lines x pixels floats; `input` is NULL (an error) or `input_length` writable floats;
/// `progress` is NULL or keeps to `LamapProgress`.
LAMAP_API LamapStatus lamap_network_input(const struct LamapConditions *conditions,
    const struct LamapSettings *settings, const float *map, size_t lines, size_t pixels, double pixel_width_um,
    double pixel_height_um, float *input, size_t input_length, double *scale, double *offset,
    LamapProgress progress, void *user);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* LAMAP_H */
