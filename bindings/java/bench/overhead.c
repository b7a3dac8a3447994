// SPDX-License-Identifier: MIT OR Apache-2.0
// The C calls that Overhead.java compares the Java calls with. It links to the very library that Java has loaded.
#include "lamap.h"
#include <jni.h>
#include <stdlib.h>
#include <time.h>

static LamapConditions *conditions;
static LamapEnhancer *enhancer;
static float *input, *first, *second;
static size_t side, outputs;

static jboolean failed(LamapStatus status) { return status != LAMAP_STATUS_OK; }

JNIEXPORT jboolean JNICALL Java_org_lamap_Overhead_prepare(JNIEnv *env, jclass class, jfloatArray values, jint pixels,
    jint magnification) {
    (void)class;
    LamapSettings *settings = NULL;
    side = (size_t)pixels;
    outputs = side * side * (size_t)magnification * (size_t)magnification;
    input = malloc(side * side * sizeof *input);
    first = malloc(outputs * sizeof *first);
    second = malloc(outputs * sizeof *second);
    (*env)->GetFloatArrayRegion(env, values, 0, pixels * pixels, input);
    return failed(lamap_conditions_new(&conditions)) || failed(lamap_conditions_set(conditions, "beam_size_um", 5))
        || failed(lamap_settings_new(&settings)) || failed(lamap_settings_set_text(settings, "method", "physics"))
        || failed(lamap_settings_set(settings, "magnification", magnification))
        || failed(lamap_enhancer_new(settings, NULL, 0, NULL, NULL, &enhancer));
}

// Of all threads of the process, in nanoseconds.
JNIEXPORT jlong JNICALL Java_org_lamap_Overhead_processorTime(JNIEnv *env, jclass class) {
    struct timespec time;
    (void)env, (void)class;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (jlong)time.tv_sec * 1000000000 + time.tv_nsec;
}

JNIEXPORT jboolean JNICALL Java_org_lamap_Overhead_ablate(JNIEnv *env, jclass class) {
    (void)env, (void)class;
    LamapMap sample;
    size_t lines, pixels;
    lamap_map_init(&sample, sizeof sample);
    sample.values = input;
    sample.lines = sample.pixels = side;
    sample.pixel_width_um = sample.pixel_height_um = 1.0;
    return failed(lamap_ablate_shape(conditions, side, side, 1.0, &lines, &pixels))
        || failed(lamap_ablate(
            conditions, &sample, NULL, LAMAP_QUANTITY_DRAW, 1, first, lines * pixels, NULL, NULL, NULL));
}

JNIEXPORT jboolean JNICALL Java_org_lamap_Overhead_enhance(JNIEnv *env, jclass class) {
    (void)env, (void)class;
    LamapMap map;
    LamapReport *report = NULL;
    lamap_map_init(&map, sizeof map);
    map.values = input;
    map.elements = 1;
    map.lines = map.pixels = side;
    map.pixel_width_um = map.pixel_height_um = 5;
    map.value_unit = LAMAP_VALUE_UNIT_COUNTS;
    LamapStatus status = lamap_enhance(enhancer, conditions, &map, first, second, outputs, NULL, NULL, &report);
    lamap_report_free(report);
    return failed(status);
}
