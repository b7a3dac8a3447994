// SPDX-License-Identifier: MIT OR Apache-2.0
// A host that works for long: samples are ablated, written, read, enhanced and freed over and over, and recordings become maps. It fails
// if the memory that the process holds after the first tenth of the rounds (at least 20, or half of few) grows by more than GROWTH_MIB until the end.
// Arguments: rounds, a folder for files, and, for rounds with the network, their number and the ONNX Runtime library. `make soak` runs it.
#include "lamap.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SIDE = 60, VALUES = SIDE * SIDE, GROWTH_MIB = 8, MAPS_OF_A_NETWORK = 10 };

static LamapConditions *conditions = NULL;
static LamapMap sample;
static char map_file[4096], lines_file[4096];

static void must(LamapStatus status, const char *call) {
    if (status != LAMAP_STATUS_OK) {
        fprintf(stderr, "%s: %s\n", call, lamap_last_error());
        exit(1);
    }
}
#define MUST(call) must(call, #call)

// Memory that the process holds, in MiB.
static double held_mib(void) {
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file == NULL || fscanf(file, "%*s %ld", &pages) != 1) {
        exit(1);
    }
    fclose(file);
    return (double)pages * (double)sysconf(_SC_PAGESIZE) / (1 << 20);
}

static LamapEnhancer *enhancer_of(const char *method) {
    LamapSettings *settings = NULL;
    LamapEnhancer *enhancer = NULL;
    MUST(lamap_settings_new(&settings));
    MUST(lamap_settings_set_text(settings, "method", method));
    MUST(lamap_settings_set_text(settings, "device", "cpu"));
    MUST(lamap_settings_set(settings, "magnification", 2.0));
    MUST(lamap_enhancer_new(settings, NULL, 0, NULL, NULL, &enhancer));
    lamap_settings_free(settings);
    return enhancer;
}

// Ablates the sample, writes and reads what was measured, and enhances it; also makes one mistake.
static void enhance(const LamapEnhancer *enhancer, int round) {
    const char *paths[] = {map_file};
    LamapFile *file = NULL;
    LamapReport *report = NULL;
    LamapMap map;
    double chi_square = 0.0;
    size_t lines = 0, pixels = 0;
    MUST(lamap_ablate_shape(conditions, SIDE, SIDE, 1.0, &lines, &pixels));
    size_t length = 4 * lines * pixels;
    float *counts = malloc(lines * pixels * sizeof *counts), *out = malloc(2 * length * sizeof *out);
    MUST(lamap_map_init(&map, sizeof map));
    MUST(lamap_ablate(conditions, &sample, NULL, LAMAP_QUANTITY_DRAW, (uint64_t)round, counts, lines * pixels, NULL,
                      NULL, &map));
    MUST(lamap_file_write(map_file, &map, "a word", NULL, NULL));
    MUST(lamap_file_read(paths, 1, NULL, &file));
    MUST(lamap_file_map(file, &map));
    if (lamap_enhance(enhancer, conditions, NULL, out, NULL, length, NULL, NULL, NULL) == LAMAP_STATUS_OK) {
        exit(1);
    }
    MUST(lamap_enhance(enhancer, conditions, &map, out, out + length, length, NULL, NULL, &report));
    MUST(lamap_report_chi_square(report, 0, &chi_square));
    if (!(chi_square > 0.0) || lamap_report_json(report) == NULL) {
        exit(1);
    }
    lamap_report_free(report);
    lamap_file_free(file);
    free(counts);
    free(out);
}

// Reads a recording of four lines.
static void read_lines(void) {
    const char *paths[] = {lines_file};
    LamapFile *file = NULL;
    LamapConditions *made = NULL;
    MUST(lamap_lines_read(paths, 1, "cut=gaps\nscan_speed_um_s=20\nline_spacing_um=10", NULL, NULL, &file, &made));
    lamap_file_free(file);
    lamap_conditions_free(made);
}

static void write_recording(void) {
    FILE *file = fopen(lines_file, "w");
    if (file == NULL) {
        exit(1);
    }
    fputs("Time (s),P31,Zn66\n", file);
    for (int i = 0; i < 52; i++) { // pauses of 0.4 s, lines of 0.8 s between them
        int on = i % 12 > 3;
        fprintf(file, "%.1f,%d,%d\n", 0.1 * i, on ? 100 + 7 * (i % 5) : i % 2, on ? 20 + i % 3 : i % 2);
    }
    fclose(file);
}

// Works `rounds` times and tells by how much the memory grew.
static int soak(const char *method, int rounds, int maps_of_an_enhancer) {
    int warm = rounds / 10 > 20 ? rounds / 10 : rounds < 40 ? rounds / 2 : 20;
    double first = 0.0;
    LamapEnhancer *enhancer = NULL;
    for (int round = 0; round < rounds; round++) {
        if (round % maps_of_an_enhancer == 0) {
            lamap_enhancer_free(enhancer);
            enhancer = enhancer_of(method);
        }
        enhance(enhancer, round);
        read_lines();
        if (round == warm) {
            first = held_mib();
        }
        if ((round + 1) % (rounds / 5) == 0) {
            printf("%s: %d enhancements, %.1f MiB\n", method, round + 1, held_mib());
            fflush(stdout);
        }
    }
    lamap_enhancer_free(enhancer);
    double growth = held_mib() - first;
    printf("%s: grew by %.1f MiB from enhancement %d on; %d are allowed\n", method, growth, warm, GROWTH_MIB);
    return growth > GROWTH_MIB;
}

int main(int argc, char **argv) {
    static float values[VALUES];
    if (argc < 3) {
        return 2;
    }
    snprintf(map_file, sizeof map_file, "%s/soak.tif", argv[2]);
    snprintf(lines_file, sizeof lines_file, "%s/soak.csv", argv[2]);
    write_recording();
    MUST(lamap_conditions_preset("seed-2019", &conditions));
    MUST(lamap_phantom("grains", SIDE, SIDE, 1, values, VALUES));
    MUST(lamap_map_init(&sample, sizeof sample));
    sample.values = values;
    sample.lines = sample.pixels = SIDE;
    sample.pixel_width_um = sample.pixel_height_um = 1.0;
    int failed = soak("physics", atoi(argv[1]), 1);
    if (argc > 4) {
        MUST(lamap_runtime_load(argv[4]));
        failed |= soak("unet", atoi(argv[3]), MAPS_OF_A_NETWORK);
    }
    lamap_conditions_free(conditions);
    return failed;
}
