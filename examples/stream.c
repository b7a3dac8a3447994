// SPDX-License-Identifier: MIT OR Apache-2.0
// Plays a map as an instrument measures it: hands over its lines one after the other, draws what is known in between, and ends with
// the enhanced map. Arguments, all optional: a file of a map, width and height of its pixels in micrometres, milliseconds for a line.
// Without a file the measurement is simulated. Draws characters on standard error.
// Build: cc -std=c11 -I include examples/stream.c -L target/release -llamap -lm -o stream
#ifndef _WIN32
#define _POSIX_C_SOURCE 199309L // nanosleep
#endif
#include "lamap.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#ifdef _WIN32
#include <windows.h>
#else
#include <time.h>
#endif

enum { SIDE = 200, SEED = 42, DRAWN_ROWS = 20, DRAWN_COLUMNS = 60 };

// Simulates a measurement of 40 x 40 pixels and describes it in *map.
static int measure(const LamapConditions *conditions, LamapMap *map) {
    static float values[SIDE * SIDE], counts[SIDE * SIDE];
    LamapMap sample;
    size_t lines = 0, pixels = 0;
    if (lamap_phantom("grains", SIDE, SIDE, SEED, values, SIDE * SIDE) || lamap_map_init(&sample, sizeof sample) ||
        lamap_ablate_shape(conditions, SIDE, SIDE, 1.0, &lines, &pixels)) {
        return 1;
    }
    sample.values = values;
    sample.lines = sample.pixels = SIDE;
    sample.pixel_width_um = sample.pixel_height_um = 1.0;
    return lamap_ablate(conditions, &sample, NULL, LAMAP_QUANTITY_DRAW, SEED, counts, lines * pixels, NULL, NULL, map);
}

// Waits as an instrument does for a line.
static void wait_ms(long ms) {
#ifdef _WIN32
    Sleep((DWORD)ms);
#else
    struct timespec time = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&time, NULL);
#endif
}

// Draws the first element: dark where it holds little, blank where nothing is known yet.
static void draw(const float *estimate, size_t rows, size_t columns, size_t shown, size_t lines) {
    static const char shades[] = ".:-=+*#%@";
    float most = 0.0f;
    for (size_t i = 0; i < rows * columns; i++) {
        most = estimate[i] > most ? estimate[i] : most;
    }
    fprintf(stderr, "%zu of %zu lines are shown\n", shown, lines);
    for (size_t i = 0; i < DRAWN_ROWS; i++) {
        for (size_t j = 0; j < DRAWN_COLUMNS; j++) {
            float value = estimate[i * rows / DRAWN_ROWS * columns + j * columns / DRAWN_COLUMNS];
            float share = most > 0.0f && value > 0.0f ? value / most : 0.0f;
            fputc(isnan(value) ? ' ' : shades[(int)(share * 8.0f)], stderr);
        }
        fputc('\n', stderr);
    }
}

// Hands over all lines of a map.
static int play(const LamapStream *stream, const LamapMap *map, float *estimate, size_t rows, size_t columns, long line_ms) {
    LamapMap line = *map;
    size_t shown = 0, length = map->elements * rows * columns;
    line.lines = 1;
    line.element_stride = (ptrdiff_t)(map->lines * map->pixels * sizeof *map->values);
    for (size_t number = 0; number < map->lines; number++) {
        line.values = map->values + number * map->pixels;
        wait_ms(line_ms);
        if (lamap_stream_push_line(stream, number, &line)) {
            return 1;
        }
        if (number % 10 == 9) {
            if (lamap_stream_latest(stream, estimate, NULL, length, &shown)) {
                return 1;
            }
            draw(estimate, rows, columns, shown, map->lines);
        }
    }
    return 0;
}

int main(int argc, char **argv) {
    const char *const paths[] = {argc > 1 ? argv[1] : NULL};
    long line_ms = argc > 4 ? atol(argv[4]) : 20;
    LamapConditions *conditions = NULL;
    LamapSettings *settings = NULL;
    LamapEnhancer *enhancer = NULL;
    LamapFile *file = NULL;
    LamapStream *stream = NULL;
    LamapMap map;
    float *estimate = NULL;
    size_t rows = 0, columns = 0;
    int failed = lamap_map_init(&map, sizeof map) || lamap_settings_new(&settings) ||
                 lamap_settings_set_text(settings, "method", "physics");
    if (!failed && argc > 1) { // of a file nothing is stated: beam and washout are estimated
        failed = lamap_conditions_new(&conditions) || lamap_file_read(paths, 1, NULL, &file) || lamap_file_map(file, &map);
        map.pixel_width_um = argc > 2 ? atof(argv[2]) : map.pixel_width_um;
        map.pixel_height_um = argc > 3 ? atof(argv[3]) : map.pixel_height_um;
    } else if (!failed) {
        failed = lamap_conditions_preset("seed-2019", &conditions) || measure(conditions, &map);
    }
    failed = failed || lamap_enhancer_new(settings, NULL, 0, NULL, NULL, &enhancer) ||
             lamap_output_shape(settings, map.lines, map.pixels, map.pixel_width_um, map.pixel_height_um, &rows, &columns) ||
             (estimate = malloc(map.elements * rows * columns * sizeof *estimate)) == NULL ||
             lamap_stream_open(enhancer, conditions, &map, &stream) || play(stream, &map, estimate, rows, columns, line_ms) ||
             lamap_stream_finish(stream, estimate, NULL, map.elements * rows * columns, NULL, NULL, NULL);
    if (failed) {
        fprintf(stderr, "failed: %s\n", lamap_last_error());
    } else {
        draw(estimate, rows, columns, map.lines, map.lines);
        printf("%zu elements, %zu x %zu pixels\n", map.elements, rows, columns);
    }
    free(estimate);
    lamap_stream_free(stream);
    lamap_file_free(file);
    lamap_enhancer_free(enhancer);
    lamap_settings_free(settings);
    lamap_conditions_free(conditions);
    return failed;
}
