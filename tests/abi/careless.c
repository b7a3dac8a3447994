// SPDX-License-Identifier: MIT OR Apache-2.0
// A careless host: calls every function of the header with NULL and with wrong arguments, then enhances a map. It ends with 0 if every
// mistake was refused with a sentence, no output was touched and the enhancement succeeded. Argument: a folder for a file.
// compile.rs runs it; `make valgrind` runs it under valgrind.
#include "lamap.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = 60, VALUES = SIDE * SIDE };

static int mistakes = 0;
static LamapConditions *conditions = NULL;
static LamapSettings *settings = NULL;
static float values[VALUES];
static LamapMap sample;

static void told(int right, int line, const char *call) {
    if (!right) {
        fprintf(stderr, "line %d: %s: %s\n", line, call, lamap_last_error());
        mistakes++;
    }
}

// A call that must succeed, one that must be refused as a wrong argument, one that must fail, and one that must give NULL; the latter with
// a sentence.
#define TAKEN(call) told((call) == LAMAP_STATUS_OK, __LINE__, #call)
#define REFUSED(call) told((call) == LAMAP_STATUS_INVALID_ARGUMENT && *lamap_last_error() != 0, __LINE__, #call)
#define FAILED(call) told((call) != LAMAP_STATUS_OK && *lamap_last_error() != 0, __LINE__, #call)
#define NOTHING(call) told((call) == NULL && *lamap_last_error() != 0, __LINE__, #call)
#define TRUE(claim) told((claim) != 0, __LINE__, #claim)

static const char *const BAD_TEXT = "\xff\xfe";
static const char *const PATHS[] = {"/there/is/no/map.tif", NULL};
static const double NUMBERS[] = {0.0, 0.5, 1.0, 2.0};

// Asks to stop at once.
static int32_t stop(void *user, double fraction, const char *element, const char *stage) {
    (void)user, (void)fraction, (void)element, (void)stage;
    return 1;
}

static void of_conditions(void) {
    LamapConditions *made = NULL;
    LamapText *text = NULL;
    double number = -1.0;
    REFUSED(lamap_conditions_new(NULL));
    REFUSED(lamap_conditions_preset(NULL, &made));
    REFUSED(lamap_conditions_preset("seed-2019", NULL));
    REFUSED(lamap_conditions_preset("no such", &made));
    REFUSED(lamap_conditions_from_text(NULL, &made));
    REFUSED(lamap_conditions_from_text("beam_size_um = 5", NULL));
    FAILED(lamap_conditions_from_text("beam_size_um = = 5", &made));
    REFUSED(lamap_conditions_from_text(BAD_TEXT, &made));
    REFUSED(lamap_conditions_copy(NULL, &made));
    REFUSED(lamap_conditions_copy(conditions, NULL));
    TRUE(made == NULL);
    REFUSED(lamap_conditions_stated_to_toml(NULL, &text));
    REFUSED(lamap_conditions_stated_to_toml(conditions, NULL));
    REFUSED(lamap_conditions_to_toml(NULL, &text));
    REFUSED(lamap_conditions_to_toml(conditions, NULL));
    REFUSED(lamap_conditions_pixel(NULL, &number, &number));
    REFUSED(lamap_conditions_pixel(conditions, NULL, &number));
    REFUSED(lamap_conditions_pixel(conditions, &number, NULL));
    REFUSED(lamap_conditions_set(NULL, "flicker_rsd", 0.1));
    REFUSED(lamap_conditions_set(conditions, NULL, 0.1));
    REFUSED(lamap_conditions_set(conditions, "flicker_rsd", NAN));
    REFUSED(lamap_conditions_set(conditions, BAD_TEXT, 0.1));
    REFUSED(lamap_conditions_set_text(NULL, "beam_shape", "circle"));
    REFUSED(lamap_conditions_set_text(conditions, NULL, "circle"));
    REFUSED(lamap_conditions_set_text(conditions, "beam_shape", NULL));
    REFUSED(lamap_conditions_set_text(conditions, "beam_shape", "cat"));
    REFUSED(lamap_conditions_get(NULL, "flicker_rsd", &number));
    REFUSED(lamap_conditions_get(conditions, NULL, &number));
    REFUSED(lamap_conditions_get(conditions, "flicker_rsd", NULL));
    REFUSED(lamap_conditions_set_crater(NULL, NUMBERS, 2, 2, 1.0));
    REFUSED(lamap_conditions_set_crater(conditions, NULL, 2, 2, 1.0));
    REFUSED(lamap_conditions_set_crater(conditions, NUMBERS, SIZE_MAX, 2, 1.0));
    REFUSED(lamap_conditions_set_crater(conditions, NUMBERS, 2, 2, NAN));
    REFUSED(lamap_conditions_set_response_table(NULL, NUMBERS, NUMBERS, 3));
    REFUSED(lamap_conditions_set_response_table(conditions, NULL, NUMBERS, 3));
    REFUSED(lamap_conditions_set_response_table(conditions, NUMBERS, NULL, 3));
    REFUSED(lamap_conditions_set_response_table(conditions, NUMBERS, NUMBERS, 0));
    TRUE(number == -1.0 && text == NULL);
    lamap_conditions_free(NULL);
}

static void of_channels(void) {
    LamapText *text = NULL;
    double number = -1.0;
    TRUE(lamap_channel_count(NULL) == 0);
    REFUSED(lamap_channel_add(NULL, "Ba137"));
    REFUSED(lamap_channel_add(conditions, NULL));
    REFUSED(lamap_channel_name(NULL, 0, &text));
    REFUSED(lamap_channel_name(conditions, 0, NULL));
    REFUSED(lamap_channel_name(conditions, SIZE_MAX, &text));
    REFUSED(lamap_channel_set(NULL, 0, "dwell_time_s", 0.1));
    REFUSED(lamap_channel_set(conditions, SIZE_MAX, "dwell_time_s", 0.1));
    REFUSED(lamap_channel_set(conditions, 0, NULL, 0.1));
    REFUSED(lamap_channel_get(NULL, 0, "dwell_time_s", &number));
    REFUSED(lamap_channel_get(conditions, SIZE_MAX, "dwell_time_s", &number));
    REFUSED(lamap_channel_get(conditions, 0, "dwell_time_s", NULL));
    REFUSED(lamap_channel_set_text(NULL, "Ba137", "dwell_time_s=0.1"));
    REFUSED(lamap_channel_set_text(conditions, NULL, "dwell_time_s=0.1"));
    REFUSED(lamap_channel_set_text(conditions, "Ba137", NULL));
    FAILED(lamap_channel_set_text(conditions, "Ba137", "cat"));
    TRUE(number == -1.0 && text == NULL);
}

static void of_settings(void) {
    double number = -1.0;
    size_t rows = 0, columns = 0;
    REFUSED(lamap_settings_new(NULL));
    REFUSED(lamap_settings_set(NULL, "magnification", 2.0));
    REFUSED(lamap_settings_set(settings, NULL, 2.0));
    REFUSED(lamap_settings_set(settings, "magnification", -INFINITY));
    REFUSED(lamap_settings_set_text(NULL, "method", "physics"));
    REFUSED(lamap_settings_set_text(settings, "method", NULL));
    REFUSED(lamap_settings_set_text(settings, NULL, "physics"));
    REFUSED(lamap_settings_get(NULL, "magnification", &number));
    REFUSED(lamap_settings_get(settings, NULL, &number));
    REFUSED(lamap_settings_get(settings, "magnification", NULL));
    REFUSED(lamap_output_shape(NULL, 2, 2, 1.0, 1.0, &rows, &columns));
    REFUSED(lamap_output_shape(settings, 2, 2, 1.0, 1.0, NULL, &columns));
    REFUSED(lamap_output_shape(settings, 2, 2, 1.0, 1.0, &rows, NULL));
    REFUSED(lamap_output_shape(settings, SIZE_MAX, SIZE_MAX, 1.0, 1.0, &rows, &columns));
    TRUE(number == -1.0 && rows == 0 && columns == 0);
    lamap_settings_free(NULL);
}

static void of_tables(void) {
    LamapParam param;
    LamapText *text = NULL;
    memset(&param, 0, sizeof param);
    TRUE(lamap_param_count(-1) == 0);
    REFUSED(lamap_param_get(LAMAP_TABLE_SETTINGS, 0, NULL));
    REFUSED(lamap_param_get(LAMAP_TABLE_SETTINGS, 0, &param)); // its size was not set
    param.struct_size = sizeof param;
    REFUSED(lamap_param_get(LAMAP_TABLE_SETTINGS, SIZE_MAX, &param));
    REFUSED(lamap_param_get(INT32_MIN, 0, &param));
    TRUE(param.key == NULL);
    TRUE(lamap_preset_count() > 0);
    NOTHING(lamap_preset_name(SIZE_MAX));
    NOTHING(lamap_preset_help(SIZE_MAX));
    NOTHING(lamap_text_get(NULL));
    lamap_text_free(NULL);
    REFUSED(lamap_plan_json(NULL, 0.0, 0.0, 1.0, NULL, NULL, &text));
    REFUSED(lamap_plan_json(conditions, 0.0, 0.0, 1.0, NULL, NULL, NULL));
    REFUSED(lamap_plan_json(conditions, NAN, -1.0, 1.0, NULL, NULL, &text));
    REFUSED(lamap_model_card(NULL, 0, NULL));
    FAILED(lamap_model_card((const uint8_t *)"no model", 8, &text));
    REFUSED(lamap_device_report(NULL));
    REFUSED(lamap_verdict(NULL, "counts", &text));
    REFUSED(lamap_verdict("{}", NULL, NULL));
    REFUSED(lamap_verdict("\xff", NULL, &text));
    FAILED(lamap_verdict("[[[[", NULL, &text));
    TRUE(text == NULL);
}

static void of_samples(void) {
    float out[4] = {-1.0f, -1.0f, -1.0f, -1.0f};
    size_t lines = 0, pixels = 0;
    LamapMap wrong = sample;
    LamapPass pass = {0, 0.0, 0.0, 0, 0};
    LamapScan scan;
    memset(&scan, 0, sizeof scan);
    REFUSED(lamap_phantom(NULL, 2, 2, 1, out, 4));
    REFUSED(lamap_phantom("cells", 2, 2, 1, NULL, 4));
    REFUSED(lamap_phantom("cells", SIZE_MAX, SIZE_MAX, 1, out, 4));
    REFUSED(lamap_phantom_designed(NULL, NULL, 2, 2, 1.0, 1, out, 4, NULL, NULL));
    REFUSED(lamap_phantom_designed("cells", "cat", 2, 2, 1.0, 1, out, 4, NULL, NULL));
    REFUSED(lamap_phantom_designed("cells", NULL, 2, 2, NAN, 1, out, 4, NULL, NULL));
    REFUSED(lamap_ablate_shape(NULL, 9, 9, 1.0, &lines, &pixels));
    REFUSED(lamap_ablate_shape(conditions, 9, 9, 1.0, NULL, &pixels));
    REFUSED(lamap_ablate_shape(conditions, 9, 9, 1.0, &lines, NULL));
    REFUSED(lamap_ablate_shape(conditions, SIZE_MAX, 9, 1.0, &lines, &pixels));
    REFUSED(lamap_ablate(NULL, &sample, NULL, 0, 1, out, 4, NULL, NULL, NULL));
    REFUSED(lamap_ablate(conditions, NULL, NULL, 0, 1, out, 4, NULL, NULL, NULL));
    REFUSED(lamap_ablate(conditions, &sample, NULL, 0, 1, NULL, 4, NULL, NULL, NULL));
    REFUSED(lamap_ablate(conditions, &sample, NULL, 0, 1, out, 4, NULL, NULL, NULL));
    REFUSED(lamap_ablate(conditions, &sample, NULL, 7, 1, out, 4, NULL, NULL, NULL));
    REFUSED(lamap_ablate(conditions, &sample, &pass, 0, 1, out, 4, NULL, NULL, NULL));
    wrong.values = NULL;
    REFUSED(lamap_ablate(conditions, &wrong, NULL, 0, 1, out, 4, NULL, NULL, NULL));
    REFUSED(lamap_scan(NULL, NULL, 9, 9, 1.0, &scan));
    REFUSED(lamap_scan(conditions, NULL, 9, 9, 1.0, NULL));
    REFUSED(lamap_scan(conditions, NULL, 9, 9, 1.0, &scan)); // its size was not set
    REFUSED(lamap_map_init(NULL, sizeof wrong));
    REFUSED(lamap_map_init(&wrong, 3));
    TRUE(out[0] == -1.0f && out[3] == -1.0f && lines == 0 && pixels == 0);
}

static void of_files(const char *folder) {
    LamapFile *file = NULL;
    LamapConditions *made = NULL;
    char path[4096];
    snprintf(path, sizeof path, "%s/careless.tif", folder);
    REFUSED(lamap_file_read(NULL, 1, NULL, &file));
    REFUSED(lamap_file_read(PATHS, 1, NULL, NULL));
    REFUSED(lamap_file_read(PATHS, 1, "furlong", &file));
    REFUSED(lamap_file_read(PATHS, 2, NULL, &file)); // the second path is NULL
    FAILED(lamap_file_read(PATHS, 1, NULL, &file));
    FAILED(lamap_file_read(PATHS, 0, NULL, &file));
    REFUSED(lamap_file_read_with(NULL, 1, NULL, NULL, NULL, &file));
    REFUSED(lamap_file_read_with(PATHS, 1, "cat=1", NULL, NULL, &file));
    REFUSED(lamap_file_read_with(PATHS, 1, NULL, NULL, NULL, NULL));
    LamapPass lies = {.struct_size = sizeof lies};
    size_t count = 0;
    REFUSED(lamap_file_read_pass(NULL, 0, &lies, &count, NULL, NULL, &file));
    REFUSED(lamap_file_read_pass(PATHS[0], 0, NULL, &count, NULL, NULL, &file));
    REFUSED(lamap_file_read_pass(PATHS[0], 0, &lies, NULL, NULL, NULL, &file));
    REFUSED(lamap_file_read_pass(PATHS[0], 0, &lies, &count, NULL, NULL, NULL));
    FAILED(lamap_file_read_pass(PATHS[0], 0, &lies, &count, NULL, NULL, &file));
    REFUSED(lamap_lines_read(NULL, 1, NULL, NULL, NULL, &file, &made));
    REFUSED(lamap_lines_read(PATHS, 1, NULL, NULL, NULL, NULL, &made));
    REFUSED(lamap_lines_read(PATHS, 1, NULL, NULL, NULL, &file, NULL));
    FAILED(lamap_lines_read(PATHS, 1, NULL, NULL, NULL, &file, &made));
    TRUE(file == NULL && made == NULL);
    REFUSED(lamap_file_map(NULL, NULL));
    NOTHING(lamap_file_info(NULL));
    NOTHING(lamap_file_notes(NULL));
    lamap_file_free(NULL);
    REFUSED(lamap_file_write(NULL, &sample, NULL, NULL, NULL));
    REFUSED(lamap_file_write(path, NULL, NULL, NULL, NULL));
    REFUSED(lamap_file_write(path, &sample, BAD_TEXT, NULL, NULL));
    FAILED(lamap_file_write("/there/is/no/map.tif", &sample, NULL, NULL, NULL));
    TAKEN(lamap_file_write(path, &sample, "a word", NULL, NULL));
    const char *written[] = {path};
    TAKEN(lamap_file_read(written, 1, NULL, &file));
    REFUSED(lamap_file_map(file, NULL));
    TRUE(strcmp(lamap_file_info(file), "a word") == 0 && lamap_file_notes(file) != NULL);
    lamap_file_free(file);
}

static void of_runtimes(void) {
    FAILED(lamap_runtime_load("/there/is/no/library.so"));
    REFUSED(lamap_runtime_load(BAD_TEXT));
    TRUE(lamap_runtime_version() == NULL && lamap_runtime_path() == NULL && lamap_runtime_found_by() == NULL);
}

static void of_streams(const LamapEnhancer *enhancer, LamapMap map, float *out, size_t length) {
    LamapStream *stream = NULL;
    size_t shown = SIZE_MAX, lines = map.lines;
    LamapMap plan = map, line = map;
    plan.values = NULL;
    line.lines = 1;
    REFUSED(lamap_stream_open(NULL, conditions, &plan, &stream));
    REFUSED(lamap_stream_open(enhancer, NULL, &plan, &stream));
    REFUSED(lamap_stream_open(enhancer, conditions, NULL, &stream));
    REFUSED(lamap_stream_open(enhancer, conditions, &plan, NULL));
    plan.lines = SIZE_MAX;
    REFUSED(lamap_stream_open(enhancer, conditions, &plan, &stream));
    plan.lines = lines;
    TRUE(stream == NULL);
    TAKEN(lamap_stream_open(enhancer, conditions, &plan, &stream));
    REFUSED(lamap_stream_push_line(NULL, 0, &line));
    REFUSED(lamap_stream_push_line(stream, 0, NULL));
    REFUSED(lamap_stream_push_line(stream, 0, &map));
    REFUSED(lamap_stream_push_line(stream, SIZE_MAX, &line));
    REFUSED(lamap_stream_latest(NULL, out, NULL, length, &shown));
    REFUSED(lamap_stream_latest(stream, NULL, NULL, length, &shown));
    REFUSED(lamap_stream_latest(stream, out, NULL, length - 1, &shown));
    REFUSED(lamap_stream_finish(NULL, out, NULL, length, NULL, NULL, NULL));
    REFUSED(lamap_stream_finish(stream, NULL, NULL, length, NULL, NULL, NULL));
    for (size_t number = 0; number < lines; number++) {
        line.values = map.values + number * map.pixels;
        TAKEN(lamap_stream_push_line(stream, number, &line));
    }
    REFUSED(lamap_stream_push_line(stream, lines, &line));
    TAKEN(lamap_stream_latest(stream, out, NULL, length, &shown));
    TRUE(shown <= lines);
    TRUE(lamap_stream_finish(stream, out, NULL, length, stop, NULL, NULL) == LAMAP_STATUS_CANCELLED);
    TAKEN(lamap_stream_finish(stream, out, NULL, length, NULL, NULL, NULL));
    lamap_stream_free(stream);
    lamap_stream_free(NULL);
}

static void of_enhancements(void) {
    LamapEnhancer *enhancer = NULL;
    LamapReport *report = NULL;
    LamapMap map;
    size_t lines = 0, pixels = 0, rows = 0, columns = 0;
    double number = -1.0, scale = -1.0, offset = -1.0;
    TAKEN(lamap_ablate_shape(conditions, SIDE, SIDE, 1.0, &lines, &pixels));
    float *counts = malloc(lines * pixels * sizeof *counts), *map_of_chi = counts;
    TAKEN(lamap_map_init(&map, sizeof map));
    TAKEN(lamap_ablate(conditions, &sample, NULL, LAMAP_QUANTITY_DRAW, 1, counts, lines * pixels, NULL, NULL, &map));
    TAKEN(lamap_output_shape(settings, lines, pixels, map.pixel_width_um, map.pixel_height_um, &rows, &columns));
    size_t length = rows * columns;
    float *out = calloc(3 * length, sizeof *out), *sd = out + length;

    REFUSED(lamap_enhancer_new(NULL, NULL, 0, NULL, NULL, &enhancer));
    REFUSED(lamap_enhancer_new(settings, NULL, 0, NULL, NULL, NULL));
    TRUE(enhancer == NULL);
    TAKEN(lamap_enhancer_new(settings, NULL, 0, NULL, NULL, &enhancer));
    NOTHING(lamap_enhancer_method(NULL));
    NOTHING(lamap_enhancer_device(NULL));
    NOTHING(lamap_enhancer_note(NULL));
    TRUE(strcmp(lamap_enhancer_method(enhancer), "physics") == 0);
    TRUE(lamap_enhancer_device(enhancer) != NULL && lamap_enhancer_note(enhancer) != NULL);
    REFUSED(lamap_enhance(NULL, conditions, &map, out, sd, length, NULL, NULL, &report));
    REFUSED(lamap_enhance(enhancer, NULL, &map, out, sd, length, NULL, NULL, &report));
    REFUSED(lamap_enhance(enhancer, conditions, NULL, out, sd, length, NULL, NULL, &report));
    REFUSED(lamap_enhance(enhancer, conditions, &map, NULL, sd, length, NULL, NULL, &report));
    REFUSED(lamap_enhance(enhancer, conditions, &map, out, sd, length - 1, NULL, NULL, &report));
    TRUE(lamap_enhance(enhancer, conditions, &map, out, sd, length, stop, NULL, &report) == LAMAP_STATUS_CANCELLED);
    REFUSED(lamap_enhance_window(NULL, conditions, &map, 0, 0, 2, 2, NAN, out, sd, 4, NULL, NULL));
    REFUSED(lamap_enhance_window(enhancer, NULL, &map, 0, 0, 2, 2, NAN, out, sd, 4, NULL, NULL));
    REFUSED(lamap_enhance_window(enhancer, conditions, NULL, 0, 0, 2, 2, NAN, out, sd, 4, NULL, NULL));
    REFUSED(lamap_enhance_window(enhancer, conditions, &map, 0, 0, 2, 2, NAN, NULL, sd, 4, NULL, NULL));
    REFUSED(lamap_enhance_window(enhancer, conditions, &map, SIZE_MAX, 0, 2, 2, NAN, out, sd, 4, NULL, NULL));
    const LamapMap *maps[] = {&map, NULL};
    LamapPass pass = {sizeof pass, 0.0, 0.0, 0, 0};
    const LamapPass *passes[] = {&pass, &pass};
    REFUSED(lamap_enhance_passes(enhancer, conditions, maps, passes, 2, out, sd, length, NULL, NULL, &report));
    REFUSED(lamap_enhance_passes(enhancer, conditions, maps, passes, 1, out, sd, length, NULL, NULL, &report));
    REFUSED(lamap_enhance_passes(enhancer, conditions, maps, passes, SIZE_MAX, out, sd, length, NULL, NULL, &report));
    REFUSED(lamap_enhance_passes(enhancer, conditions, NULL, passes, 2, out, sd, length, NULL, NULL, &report));
    REFUSED(lamap_network_input(NULL, settings, counts, lines, pixels, 1, 1, out, 3 * length, &scale, &offset, NULL, NULL));
    REFUSED(lamap_network_input(conditions, NULL, counts, lines, pixels, 1, 1, out, 3 * length, &scale, &offset, NULL, NULL));
    REFUSED(lamap_network_input(conditions, settings, NULL, lines, pixels, 1, 1, out, 3 * length, &scale, &offset, NULL, NULL));
    REFUSED(lamap_network_input(conditions, settings, counts, SIZE_MAX, 9, 1, 1, out, 3 * length, &scale, &offset, NULL, NULL));
    TRUE(report == NULL && out[0] == 0.0f && sd[0] == 0.0f && scale == -1.0 && offset == -1.0);

    TAKEN(lamap_enhance(enhancer, conditions, &map, out, sd, length, NULL, NULL, &report));
    TRUE(out[0] != 0.0f && sd[0] > 0.0f && lamap_report_json(report) != NULL);
    TAKEN(lamap_report_chi_square(report, 0, &number));
    TAKEN(lamap_report_chi_square_map(report, map_of_chi, lines * pixels));
    REFUSED(lamap_report_chi_square(NULL, 0, &number));
    REFUSED(lamap_report_chi_square(report, SIZE_MAX, &number));
    REFUSED(lamap_report_chi_square(report, 0, NULL));
    REFUSED(lamap_report_chi_square_map(NULL, map_of_chi, lines * pixels));
    REFUSED(lamap_report_chi_square_map(report, NULL, lines * pixels));
    REFUSED(lamap_report_chi_square_map(report, map_of_chi, 1));
    NOTHING(lamap_report_json(NULL));
    NOTHING(lamap_report_warning(NULL, 0));
    NOTHING(lamap_report_warning(report, SIZE_MAX));
    TRUE(lamap_report_warning_count(NULL) == 0 && lamap_report_warning_count(report) < 100);
    lamap_report_free(report);
    lamap_report_free(NULL);
    of_streams(enhancer, map, out, length);
    lamap_enhancer_free(enhancer);
    lamap_enhancer_free(NULL);
    free(counts);
    free(out);
}

int main(int argc, char **argv) {
    TRUE(lamap_abi_version() == LAMAP_ABI_VERSION && *lamap_version() != 0);
    TAKEN(lamap_conditions_preset("seed-2019", &conditions));
    TAKEN(lamap_settings_new(&settings));
    TAKEN(lamap_settings_set_text(settings, "method", "physics"));
    TAKEN(lamap_phantom("grains", SIDE, SIDE, 1, values, VALUES));
    TAKEN(lamap_map_init(&sample, sizeof sample));
    sample.values = values;
    sample.lines = sample.pixels = SIDE;
    sample.pixel_width_um = sample.pixel_height_um = 1.0;
    of_conditions();
    of_channels();
    of_settings();
    of_tables();
    of_samples();
    of_files(argc > 1 ? argv[1] : ".");
    of_runtimes();
    of_enhancements();
    lamap_settings_free(settings);
    lamap_conditions_free(conditions);
    printf("%d calls did what they must not\n", mistakes);
    return mistakes != 0;
}
