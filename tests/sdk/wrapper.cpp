// SPDX-License-Identifier: MIT OR Apache-2.0
// lamap.hpp gives what the C calls give, moves its objects, and lets no exception into the library. Argument: a folder to write to.
#include "lamap.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <type_traits>
#include <utility>
#include <vector>

#define CHECK(claim)                                                                                                   \
    do {                                                                                                               \
        if (!(claim)) {                                                                                                \
            std::fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #claim);                                   \
            std::exit(1);                                                                                              \
        }                                                                                                              \
    } while (false)

namespace {

constexpr std::size_t side = 60;
constexpr std::uint64_t seed = 7;

// The status and the sentence of a call that must fail.
template <typename Call> std::pair<LamapStatus, std::string> failure(Call call) {
    try {
        call();
    } catch (const lamap::Error &error) {
        return {error.status(), error.what()};
    }
    return {LAMAP_STATUS_OK, "nothing was thrown"};
}

template <typename Object> constexpr bool moves_only() {
    return std::is_nothrow_move_constructible_v<Object> && std::is_nothrow_move_assignable_v<Object> &&
           !std::is_copy_constructible_v<Object> && !std::is_copy_assignable_v<Object>;
}

static_assert(moves_only<lamap::Conditions>() && moves_only<lamap::Settings>() && moves_only<lamap::Enhancer>());
static_assert(moves_only<lamap::Report>() && moves_only<lamap::File>() && moves_only<lamap::Lines>());
static_assert(std::is_base_of_v<std::runtime_error, lamap::Error>);

lamap::Settings settings_for(const char *method) {
    lamap::Settings settings;
    settings.set("method", method);
    settings.set("magnification", 2);
    return settings;
}

lamap::Map measured(const lamap::Conditions &conditions) {
    return lamap::ablate(conditions, lamap::phantom("cells", side, side, seed), seed);
}

void a_failure_has_the_status_and_the_sentence_of_the_library() {
    lamap::Conditions conditions;
    auto [status, sentence] = failure([&] { conditions.set("beam_size_um", -1.0); });
    CHECK(status == LAMAP_STATUS_INVALID_ARGUMENT);
    CHECK(sentence == lamap_last_error() && sentence.find("beam_size_um") != std::string::npos);
    CHECK(failure([] { lamap::Conditions::preset("none"); }).first == LAMAP_STATUS_INVALID_ARGUMENT);
    CHECK(failure([] { lamap::File::read({"no such file.csv"}); }).first == LAMAP_STATUS_FILE);
    CHECK(failure([] { lamap::Enhancer(settings_for("unet"), {1, 2, 3}); }).first != LAMAP_STATUS_OK);
}

void an_object_that_was_moved_from_is_refused() {
    lamap::Conditions first = lamap::Conditions::preset("seed-2019");
    const double rate = first.get("repetition_rate_hz");
    lamap::Conditions second = std::move(first);
    CHECK(second.get("repetition_rate_hz") == rate);
    CHECK(failure([&] { first.get("repetition_rate_hz"); }).first == LAMAP_STATUS_INVALID_ARGUMENT);
    first = second.copy();
    CHECK(first.get("repetition_rate_hz") == rate);
}

void conditions_come_back_from_their_text() {
    lamap::Conditions conditions = lamap::Conditions::preset("seed-2019");
    conditions.set("beam_size_um", 5);
    conditions.set("pulse_response", "gamma");
    conditions.set_channel("Zn66", "flicker_rsd = 0.01");
    const std::string text = conditions.to_toml();
    CHECK(lamap::Conditions::from_text(text).to_toml() == text);
    CHECK(conditions.stated_to_toml().size() < text.size());
    CHECK(conditions.plan(100.0, 100.0).front() == '{');
    CHECK(lamap::presets().size() == lamap_preset_count());
}

// The same with the functions of lamap.h, and from 16-bit counts of a wider frame, bottom line first.
void results_are_those_of_the_c_calls() {
    const lamap::Conditions conditions = lamap::Conditions::preset("seed-2019");
    lamap::Map counts = measured(conditions);
    CHECK(counts.unit == "counts" && counts.values.size() == counts.rows * counts.columns);
    CHECK(lamap::ablate(conditions, lamap::phantom("cells", side, side, seed), seed).values == counts.values);
    CHECK(lamap::ablate(conditions, lamap::phantom("cells", side, side, seed), seed, lamap::Quantity::expected).values !=
          counts.values);
    counts.names = {"Ba137"};

    const lamap::Enhancer enhancer(settings_for("physics"));
    const lamap::Enhanced enhanced = enhancer.enhance(conditions, counts);
    CHECK(enhancer.method() == "physics" && enhancer.device().empty());
    CHECK(enhanced.estimate.rows == 2 * counts.rows && enhanced.estimate.pixel_width_um == counts.pixel_width_um / 2.0);
    CHECK(enhanced.estimate.names == counts.names && enhanced.estimate.unit == "counts");
    CHECK(enhanced.report.json().front() == '{' && enhanced.report.chi_square() > 0.0);
    CHECK(lamap::verdict(enhanced.report.json(), "counts").next_step.back() == '.');
    CHECK(enhanced.report.warnings().size() == lamap_report_warning_count(enhanced.report.get()));

    LamapMap map;
    std::vector<float> estimate(enhanced.estimate.values.size()), deviation(estimate.size());
    CHECK(lamap_map_init(&map, sizeof map) == LAMAP_STATUS_OK);
    map.values = counts.values.data();
    map.lines = counts.rows;
    map.pixels = counts.columns;
    map.pixel_width_um = counts.pixel_width_um;
    map.pixel_height_um = counts.pixel_height_um;
    map.value_unit = LAMAP_VALUE_UNIT_COUNTS;
    CHECK(lamap_enhance(enhancer.get(), conditions.get(), &map, estimate.data(), deviation.data(), estimate.size(), nullptr,
                        nullptr, nullptr) == LAMAP_STATUS_OK);
    CHECK(enhanced.estimate.values == estimate && enhanced.deviation.values == deviation);

    const std::size_t width = counts.columns + 3;
    std::vector<std::uint16_t> frame(counts.rows * width);
    for (std::size_t row = 0; row < counts.rows; row++) {
        for (std::size_t column = 0; column < counts.columns; column++) {
            frame[(counts.rows - 1 - row) * width + column] = static_cast<std::uint16_t>(counts.at(0, row, column));
        }
    }
    lamap::View view(&frame[(counts.rows - 1) * width], counts.rows, counts.columns);
    static_cast<lamap::Description &>(view) = counts;
    view.line_stride = -static_cast<std::ptrdiff_t>(width * sizeof(std::uint16_t));
    CHECK(enhancer.enhance(conditions, view).estimate.values == estimate);
}

void a_progress_function_cancels_by_false_and_by_an_exception() {
    struct Impatient {};
    const lamap::Conditions conditions = lamap::Conditions::preset("seed-2019");
    const lamap::Map counts = measured(conditions);
    const lamap::Enhancer enhancer(settings_for("physics"));
    double last = -1.0;
    enhancer.enhance(conditions, counts, [&](double fraction, std::string_view, std::string_view stage) {
        CHECK(fraction >= last && !stage.empty());
        last = fraction;
        return true;
    });
    CHECK(last == 1.0);

    bool cancelled = false;
    try {
        enhancer.enhance(conditions, counts, [](double, auto, auto) { return false; });
    } catch (const lamap::Cancelled &error) {
        cancelled = error.status() == LAMAP_STATUS_CANCELLED;
    }
    CHECK(cancelled);

    int calls = 0;
    bool thrown = false;
    try {
        enhancer.enhance(conditions, counts, [&](double, auto, auto) -> bool {
            calls++;
            throw Impatient();
        });
    } catch (const Impatient &) {
        thrown = true;
    }
    CHECK(thrown && calls == 1);
}

void a_map_that_was_written_is_read_again(const std::string &folder) {
    const lamap::Conditions conditions = lamap::Conditions::preset("seed-2019");
    lamap::Map counts = measured(conditions);
    counts.names = {"Ba137"};
    const std::string path = folder + "/Zählung.tif";
    lamap::write(path, counts, "a note");
    const lamap::File file = lamap::File::read({path});
    const lamap::Map map = file.map();
    CHECK(map.values == counts.values && map.rows == counts.rows && map.names == counts.names);
    CHECK(map.pixel_width_um == counts.pixel_width_um && file.info().find("a note") != std::string::npos);
    CHECK(failure([&] { lamap::read_lines({path}); }).first != LAMAP_STATUS_OK);
}

void a_map_that_contradicts_itself_is_refused() {
    lamap::Map map = lamap::phantom("cells", 4, 5, seed);
    map.rows = 5;
    bool refused = false;
    try {
        lamap::ablate(lamap::Conditions(), map, seed);
    } catch (const std::invalid_argument &) {
        refused = true;
    }
    CHECK(refused);
}

void lines_that_arrive_become_the_enhanced_map() {
    lamap::Conditions conditions = lamap::Conditions::preset("seed-2019");
    lamap::Map counts = measured(conditions);
    lamap::Enhancer enhancer(settings_for("physics"));
    lamap::Enhanced whole = enhancer.enhance(conditions, counts);
    lamap::View plan(static_cast<const float *>(nullptr), counts.rows, counts.columns);
    static_cast<lamap::Description &>(plan) = counts;
    lamap::Stream stream(enhancer, conditions, plan);
    CHECK(failure([&] { stream.finish(); }).second == "no line has arrived");
    for (std::size_t number = 0; number < counts.rows; number++) {
        stream.push_line(number, lamap::View(counts.values.data() + number * counts.columns, 1, counts.columns));
    }
    CHECK(failure([&] { stream.push_line(0, lamap::View(counts.values.data(), 1, counts.columns)); }).first ==
          LAMAP_STATUS_INVALID_ARGUMENT);
    lamap::Latest latest = stream.latest();
    CHECK(latest.lines <= counts.rows && latest.estimate.values.size() == whole.estimate.values.size());
    CHECK(stream.finish().estimate.values == whole.estimate.values);
}

} // namespace

int main(int, char **arguments) {
    a_failure_has_the_status_and_the_sentence_of_the_library();
    an_object_that_was_moved_from_is_refused();
    conditions_come_back_from_their_text();
    results_are_those_of_the_c_calls();
    a_progress_function_cancels_by_false_and_by_an_exception();
    a_map_that_was_written_is_read_again(arguments[1]);
    a_map_that_contradicts_itself_is_refused();
    lines_that_arrive_become_the_enhanced_map();
    std::puts("lamap.hpp: as lamap.h");
}
