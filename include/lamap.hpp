// SPDX-License-Identifier: MIT OR Apache-2.0
/// lamap for C++17: objects free themselves, a failed call is an exception, results are vectors.
///
/// `lamap.h` is the manual; this header adds nothing to what it says and needs nothing but it. Objects can be moved, not copied;
/// one that was moved from is refused with LAMAP_STATUS_INVALID_ARGUMENT. Texts are UTF-8. Threads: as in `lamap.h`, where a
/// const method is a call that only reads.

#ifndef LAMAP_HPP
#define LAMAP_HPP

#include "lamap.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lamap {

/// A call that failed; what() is the sentence of `lamap_last_error`.
class Error : public std::runtime_error {
public:
    explicit Error(LamapStatus status) : std::runtime_error(lamap_last_error()), status_(status) {}

    LamapStatus status() const noexcept { return status_; }

private:
    LamapStatus status_;
};

/// The progress function returned false.
class Cancelled : public Error {
public:
    Cancelled() : Error(LAMAP_STATUS_CANCELLED) {}
};

/// Told the fraction done (0 to 1), the element and the stage, on the thread that called; return false to cancel. An exception
/// cancels too, and comes out of the call that was cancelled.
using Progress = std::function<bool(double, std::string_view, std::string_view)>;

namespace detail {

inline void check(LamapStatus status) {
    if (status == LAMAP_STATUS_CANCELLED) {
        throw Cancelled();
    }
    if (status != LAMAP_STATUS_OK) {
        throw Error(status);
    }
}

struct Free {
    void operator()(LamapConditions *object) const noexcept { lamap_conditions_free(object); }
    void operator()(LamapSettings *object) const noexcept { lamap_settings_free(object); }
    void operator()(LamapEnhancer *object) const noexcept { lamap_enhancer_free(object); }
    void operator()(LamapStream *object) const noexcept { lamap_stream_free(object); }
    void operator()(LamapReport *object) const noexcept { lamap_report_free(object); }
    void operator()(LamapFile *object) const noexcept { lamap_file_free(object); }
    void operator()(LamapText *object) const noexcept { lamap_text_free(object); }
};

template <typename Object> using Handle = std::unique_ptr<Object, Free>;

/// The object that a call stores where it is told.
template <typename Object, typename Call> Handle<Object> make(Call call) {
    if (lamap_abi_version() != LAMAP_ABI_VERSION) {
        throw std::runtime_error("the library of lamap has another binary interface than lamap.h");
    }
    Object *object = nullptr;
    check(call(&object));
    return Handle<Object>(object);
}

/// A text that lives as long as its object; NULL is a failure.
inline std::string text(const char *text) {
    if (text == nullptr) {
        throw Error(LAMAP_STATUS_INVALID_ARGUMENT);
    }
    return text;
}

template <typename Call> std::string text_of(Call call) {
    return text(lamap_text_get(make<LamapText>(call).get()));
}

inline const char *or_null(const std::string &text) { return text.empty() ? nullptr : text.c_str(); }

inline std::vector<const char *> pointers(const std::vector<std::string> &texts) {
    std::vector<const char *> pointers;
    for (const std::string &text : texts) {
        pointers.push_back(text.c_str());
    }
    return pointers;
}

/// Lets no exception into the library: keeps it, cancels, and throws it when the call is over.
class Listener {
public:
    explicit Listener(const Progress &progress) : progress_(progress) {}

    template <typename Call> void follow(Call call) { check(heard(call)); }

    /// The status of the call, where it is looked at elsewhere.
    template <typename Call> LamapStatus heard(Call call) {
        LamapStatus status = call(progress_ ? &Listener::tell : nullptr, static_cast<void *>(this));
        if (raised_) {
            std::rethrow_exception(raised_);
        }
        return status;
    }

private:
    static std::int32_t tell(void *user, double fraction, const char *element, const char *stage) noexcept {
        auto *listener = static_cast<Listener *>(user);
        try {
            return !listener->raised_ && listener->progress_(fraction, element, stage) ? 0 : 1;
        } catch (...) {
            listener->raised_ = std::current_exception();
            return 1;
        }
    }

    const Progress &progress_;
    std::exception_ptr raised_;
};

template <typename Value> struct Type;
template <> struct Type<float> { static constexpr LamapValueType value = LAMAP_VALUE_TYPE_F32; };
template <> struct Type<double> { static constexpr LamapValueType value = LAMAP_VALUE_TYPE_F64; };
template <> struct Type<std::uint8_t> { static constexpr LamapValueType value = LAMAP_VALUE_TYPE_U8; };
template <> struct Type<std::uint16_t> { static constexpr LamapValueType value = LAMAP_VALUE_TYPE_U16; };
template <> struct Type<std::int16_t> { static constexpr LamapValueType value = LAMAP_VALUE_TYPE_I16; };
template <> struct Type<std::uint32_t> { static constexpr LamapValueType value = LAMAP_VALUE_TYPE_U32; };
template <> struct Type<std::int32_t> { static constexpr LamapValueType value = LAMAP_VALUE_TYPE_I32; };

} // namespace detail

/// What is known of a map besides its values.
struct Description {
    /// Width of a pixel along the scan and distance of two lines, in micrometres; NAN: not known.
    double pixel_width_um = NAN, pixel_height_um = NAN;
    /// Outer corner of pixel (0, 0) on the sample, in micrometres.
    double origin_x_um = 0.0, origin_y_um = 0.0;
    /// Unit of the values: "counts", "cps" or any other; empty: not known.
    std::string unit;
    /// One name for each element, or none: "1", "2" and so on.
    std::vector<std::string> names;
};

/// A map of its own: elements x rows x columns values, element by element, row by row; NAN where missing.
struct Map : Description {
    std::vector<float> values;
    std::size_t elements = 1, rows = 0, columns = 0;

    float at(std::size_t element, std::size_t row, std::size_t column) const {
        return values.at((element * rows + row) * columns + column);
    }
};

/// A map in your program's memory, lent for a call.
struct View : Description {
    const void *values;
    LamapValueType value_type;
    std::size_t elements, lines, pixels;
    /// Bytes from an element, line or pixel to the next; 0: they lie close together.
    std::ptrdiff_t element_stride = 0, line_stride = 0, pixel_stride = 0;

    template <typename Value>
    View(const Value *first, std::size_t line_count, std::size_t pixel_count, std::size_t element_count = 1)
        : values(first), value_type(detail::Type<Value>::value), elements(element_count), lines(line_count),
          pixels(pixel_count) {}

    View(const Map &map) : View(map.values.data(), map.rows, map.columns, map.elements) {
        static_cast<Description &>(*this) = map;
        if (map.values.size() != elements * lines * pixels) {
            throw std::invalid_argument("a map has not as many values as its elements, rows and columns say");
        }
    }
};

namespace detail {

/// A view as C takes it; it must outlive the call.
struct Lent {
    std::vector<const char *> names;
    LamapMap map;

    explicit Lent(const View &view) : names(pointers(view.names)) {
        if (!names.empty() && names.size() != view.elements) {
            throw std::invalid_argument("a map has not as many names as elements");
        }
        check(lamap_map_init(&map, sizeof map));
        map.values = static_cast<const float *>(view.values);
        map.value_type = view.value_type;
        map.elements = view.elements;
        map.lines = view.lines;
        map.pixels = view.pixels;
        map.element_stride = view.element_stride;
        map.line_stride = view.line_stride;
        map.pixel_stride = view.pixel_stride;
        map.pixel_width_um = view.pixel_width_um;
        map.pixel_height_um = view.pixel_height_um;
        map.origin_x_um = view.origin_x_um;
        map.origin_y_um = view.origin_y_um;
        map.unit = or_null(view.unit);
        map.names = names.empty() ? nullptr : names.data();
    }
};

/// A map of C with values of its own.
inline Map taken(const LamapMap &map, std::vector<float> values) {
    Map taken;
    taken.values = std::move(values);
    taken.elements = map.elements;
    taken.rows = map.lines;
    taken.columns = map.pixels;
    taken.pixel_width_um = map.pixel_width_um;
    taken.pixel_height_um = map.pixel_height_um;
    taken.origin_x_um = map.origin_x_um;
    taken.origin_y_um = map.origin_y_um;
    taken.unit = map.unit == nullptr ? "" : map.unit;
    if (map.names != nullptr) {
        taken.names.assign(map.names, map.names + map.elements);
    }
    return taken;
}

} // namespace detail

/// Version of the library.
inline std::string version() { return lamap_version(); }

/// Names of the presets of conditions.
inline std::vector<std::string> presets() {
    std::vector<std::string> names;
    for (std::size_t index = 0; index < lamap_preset_count(); index++) {
        names.push_back(detail::text(lamap_preset_name(index)));
    }
    return names;
}

/// Conditions of a measurement.
class Conditions {
public:
    /// Every setting at its default.
    Conditions() : handle_(detail::make<LamapConditions>(lamap_conditions_new)) {}

    /// Takes what C made.
    explicit Conditions(LamapConditions *object) noexcept : handle_(object) {}

    static Conditions preset(const std::string &name) {
        return made([&](LamapConditions **out) { return lamap_conditions_preset(name.c_str(), out); });
    }

    /// Reads TOML or JSON.
    static Conditions from_text(const std::string &source) {
        return made([&](LamapConditions **out) { return lamap_conditions_from_text(source.c_str(), out); });
    }

    Conditions copy() const {
        return made([&](LamapConditions **out) { return lamap_conditions_copy(get(), out); });
    }

    /// Sets a number; NAN leaves an optional setting open.
    void set(const std::string &key, double value) { detail::check(lamap_conditions_set(get(), key.c_str(), value)); }

    void set(const std::string &key, const std::string &value) {
        detail::check(lamap_conditions_set_text(get(), key.c_str(), value.c_str()));
    }

    double get(const std::string &key) const {
        double value = 0.0;
        detail::check(lamap_conditions_get(get(), key.c_str(), &value));
        return value;
    }

    /// States settings, as TOML or JSON, of the channel of this name, which is added if it is not there.
    void set_channel(const std::string &name, const std::string &settings) {
        detail::check(lamap_channel_set_text(get(), name.c_str(), settings.c_str()));
    }

    /// Every setting with its help.
    std::string to_toml() const {
        return detail::text_of([&](LamapText **out) { return lamap_conditions_to_toml(get(), out); });
    }

    /// What was stated alone.
    std::string stated_to_toml() const {
        return detail::text_of([&](LamapText **out) { return lamap_conditions_stated_to_toml(get(), out); });
    }

    /// What these conditions will give of an area (both sides 0: not decided) at a concentration, as JSON.
    std::string plan(double width_um = 0.0, double height_um = 0.0, double concentration = 1.0,
                     const Progress &progress = {}) const {
        return detail::text_of([&](LamapText **out) {
            return detail::Listener(progress).heard([&](LamapProgress tell, void *user) {
                return lamap_plan_json(get(), width_um, height_um, concentration, tell, user, out);
            });
        });
    }

    /// For functions of `lamap.h` that have no method here.
    LamapConditions *get() const noexcept { return handle_.get(); }

private:
    template <typename Call> static Conditions made(Call call) {
        return Conditions(detail::make<LamapConditions>(call).release());
    }

    detail::Handle<LamapConditions> handle_;
};

/// A synthetic sample of square pixels, e.g. "cells". `settings`: "key=value" separated by spaces, or empty.
inline Map phantom(const std::string &kind, std::size_t rows, std::size_t columns, std::uint64_t seed,
                   double pixel_um = 1.0, const std::string &settings = {}, const Progress &progress = {}) {
    Map map;
    map.values.resize(rows * columns);
    map.rows = rows;
    map.columns = columns;
    map.pixel_width_um = map.pixel_height_um = pixel_um;
    detail::Listener(progress).follow([&](LamapProgress tell, void *user) {
        return lamap_phantom_designed(kind.c_str(), detail::or_null(settings), rows, columns, pixel_um, seed,
                                      map.values.data(), map.values.size(), tell, user);
    });
    return map;
}

/// What an ablation gives: one measurement, or the mean or the variance of all.
enum class Quantity : std::int32_t {
    draw = LAMAP_QUANTITY_DRAW,
    expected = LAMAP_QUANTITY_EXPECTED,
    variance = LAMAP_QUANTITY_VARIANCE,
};

/// Simulates the measurement of a sample of square pixels. Equal seeds give equal values.
inline Map ablate(const Conditions &conditions, const View &sample, std::uint64_t seed,
                  Quantity quantity = Quantity::draw, const Progress &progress = {}) {
    detail::Lent lent(sample);
    std::size_t lines = 0, pixels = 0;
    detail::check(lamap_ablate_shape(conditions.get(), sample.lines, sample.pixels, sample.pixel_width_um, &lines, &pixels));
    std::vector<float> values(sample.elements * lines * pixels);
    LamapMap measured;
    detail::check(lamap_map_init(&measured, sizeof measured));
    detail::Listener(progress).follow([&](LamapProgress tell, void *user) {
        return lamap_ablate(conditions.get(), &lent.map, nullptr, static_cast<std::int32_t>(quantity), seed,
                            values.data(), values.size(), tell, user, &measured);
    });
    return detail::taken(measured, std::move(values));
}

/// Settings of an enhancement.
class Settings {
public:
    Settings() : handle_(detail::make<LamapSettings>(lamap_settings_new)) {}

    void set(const std::string &key, double value) { detail::check(lamap_settings_set(get(), key.c_str(), value)); }

    void set(const std::string &key, const std::string &value) {
        detail::check(lamap_settings_set_text(get(), key.c_str(), value.c_str()));
    }

    double get(const std::string &key) const {
        double value = 0.0;
        detail::check(lamap_settings_get(get(), key.c_str(), &value));
        return value;
    }

    LamapSettings *get() const noexcept { return handle_.get(); }

private:
    detail::Handle<LamapSettings> handle_;
};

/// Whether an enhanced map can be used.
struct Verdict {
    /// "green", "amber" or "red".
    std::string level;
    /// What was found, and what to do about it.
    std::string sentence, next_step;
};

/// The verdict on a report as JSON, or on `File::info` of an enhanced map. `unit`: that of the measured values.
inline Verdict verdict(const std::string &report, const std::string &unit) {
    std::istringstream lines(detail::text_of(
        [&](LamapText **out) { return lamap_verdict(report.c_str(), unit.c_str(), out); }));
    Verdict verdict;
    std::getline(lines, verdict.level);
    std::getline(lines, verdict.sentence);
    std::getline(lines, verdict.next_step);
    return verdict;
}

/// What was done to a map and how well it went.
class Report {
public:
    /// Takes what C made.
    explicit Report(LamapReport *object) noexcept : handle_(object) {}

    std::string json() const { return detail::text(lamap_report_json(get())); }

    /// Sentences that the user should read.
    std::vector<std::string> warnings() const {
        std::vector<std::string> warnings;
        for (std::size_t index = 0; index < lamap_report_warning_count(get()); index++) {
            warnings.push_back(detail::text(lamap_report_warning(get(), index)));
        }
        return warnings;
    }

    /// About 1 or below is good; clearly above 1, the enhanced map contradicts the measured one.
    double chi_square(std::size_t element = 0) const {
        double value = 0.0;
        detail::check(lamap_report_chi_square(get(), element, &value));
        return value;
    }

    LamapReport *get() const noexcept { return handle_.get(); }

private:
    detail::Handle<LamapReport> handle_;
};

/// An enhanced map, the standard deviation of its error, and the report.
struct Enhanced {
    Map estimate, deviation;
    Report report;
};

namespace detail {

/// An empty enhanced map of a measured one of so many elements, lines and pixels.
inline Map enhanced(const Settings &settings, const Description &measured, std::size_t elements, std::size_t lines,
                    std::size_t pixels) {
    Map map;
    static_cast<Description &>(map) = measured;
    map.elements = elements;
    check(lamap_output_shape(settings.get(), lines, pixels, map.pixel_width_um, map.pixel_height_um, &map.rows,
                             &map.columns));
    map.pixel_width_um *= static_cast<double>(pixels) / static_cast<double>(map.columns);
    map.pixel_height_um *= static_cast<double>(lines) / static_cast<double>(map.rows);
    map.values.resize(elements * map.rows * map.columns);
    return map;
}

/// What a call gives that fills an estimate and its deviation and makes a report.
template <typename Call> Enhanced enhanced_by(Map estimate, const Progress &progress, Call call) {
    Map deviation = estimate;
    Report report(nullptr);
    Listener(progress).follow([&](LamapProgress tell, void *user) {
        LamapReport *object = nullptr;
        LamapStatus status = call(estimate.values.data(), deviation.values.data(), estimate.values.size(), tell, user, &object);
        report = Report(object);
        return status;
    });
    return {std::move(estimate), std::move(deviation), std::move(report)};
}

} // namespace detail

/// Enhances maps: made once, used for many.
class Enhancer {
public:
    /// `model`: the bytes of an ONNX model of contract lamap-1; none: the embedded one.
    explicit Enhancer(Settings settings = {}, const std::vector<std::uint8_t> &model = {}, const Progress &progress = {})
        : settings_(std::make_shared<const Settings>(std::move(settings))) {
        detail::Listener(progress).follow([&](LamapProgress tell, void *user) {
            const std::uint8_t *bytes = model.empty() ? nullptr : model.data();
            LamapEnhancer *object = nullptr;
            LamapStatus status = lamap_enhancer_new(settings_->get(), bytes, model.size(), tell, user, &object);
            handle_.reset(object);
            return status;
        });
    }

    /// "unet" or "physics".
    std::string method() const { return detail::text(lamap_enhancer_method(get())); }

    /// "cpu", "cuda" or "directml"; empty for physics.
    std::string device() const { return detail::text(lamap_enhancer_device(get())); }

    /// Why this method and device: one line for each reason.
    std::string note() const { return detail::text(lamap_enhancer_note(get())); }

    /// Enhances a map; what the conditions leave open is estimated.
    Enhanced enhance(const Conditions &conditions, const View &measured, const Progress &progress = {}) const {
        detail::Lent lent(measured);
        Map estimate = detail::enhanced(*settings_, measured, measured.elements, measured.lines, measured.pixels);
        return detail::enhanced_by(std::move(estimate), progress, [&](float *values, float *deviation, std::size_t length,
                                                                      LamapProgress tell, void *user, LamapReport **report) {
            return lamap_enhance(get(), conditions.get(), &lent.map, values, deviation, length, tell, user, report);
        });
    }

    const std::shared_ptr<const Settings> &settings() const noexcept { return settings_; }

    LamapEnhancer *get() const noexcept { return handle_.get(); }

private:
    std::shared_ptr<const Settings> settings_;
    detail::Handle<LamapEnhancer> handle_;
};

/// What is known of a map while its lines arrive: NAN where nothing is yet. `lines`: how many, from the first on, all
/// elements show.
struct Latest {
    Map estimate, deviation;
    std::size_t lines;
};

/// A map whose lines arrive one after the other, as an instrument measures them: a thread behind it restores what is there.
class Stream {
public:
    /// `plan`: elements, lines (at most), pixels, pixel size, names, unit and origin; its values may be a null pointer.
    Stream(const Enhancer &enhancer, const Conditions &conditions, const View &plan)
        : settings_(enhancer.settings()), plan_(plan), elements_(plan.elements), lines_(plan.lines), pixels_(plan.pixels) {
        detail::Lent lent(plan);
        handle_ = detail::make<LamapStream>([&](LamapStream **out) {
            return lamap_stream_open(enhancer.get(), conditions.get(), &lent.map, out);
        });
    }

    /// Takes line `number`, from 0 on: a view of one line. Lines come in turn.
    void push_line(std::size_t number, const View &line) {
        detail::Lent lent(line);
        detail::check(lamap_stream_push_line(get(), number, &lent.map));
        arrived_ = number + 1;
    }

    /// What is known now; it may lag behind the lines.
    Latest latest() const {
        Map estimate = detail::enhanced(*settings_, plan_, elements_, lines_, pixels_);
        Latest latest{estimate, std::move(estimate), 0};
        detail::check(lamap_stream_latest(get(), latest.estimate.values.data(), latest.deviation.values.data(),
                                          latest.estimate.values.size(), &latest.lines));
        return latest;
    }

    /// Enhances all lines that have arrived; no thread may push one meanwhile.
    Enhanced finish(const Progress &progress = {}) const {
        Map estimate = detail::enhanced(*settings_, plan_, elements_, arrived_ > 0 ? arrived_ : lines_, pixels_);
        return detail::enhanced_by(std::move(estimate), progress, [&](float *values, float *deviation, std::size_t length,
                                                                      LamapProgress tell, void *user, LamapReport **report) {
            return lamap_stream_finish(get(), values, deviation, length, tell, user, report);
        });
    }

    LamapStream *get() const noexcept { return handle_.get(); }

private:
    std::shared_ptr<const Settings> settings_;
    Description plan_;
    std::size_t elements_, lines_, pixels_, arrived_ = 0;
    detail::Handle<LamapStream> handle_;
};

/// A map that was read from files.
class File {
public:
    /// Takes what C made.
    explicit File(LamapFile *object) noexcept : handle_(object) {}

    /// Reads the files, or those of a folder, as one map. `options`: "key=value" in lines, see `lamap_file_read_with`.
    static File read(const std::vector<std::string> &paths, const std::string &options = {},
                     const Progress &progress = {}) {
        std::vector<const char *> names = detail::pointers(paths);
        return File(detail::make<LamapFile>([&](LamapFile **out) {
            return detail::Listener(progress).heard([&](LamapProgress tell, void *user) {
                return lamap_file_read_with(names.data(), names.size(), detail::or_null(options), tell, user, out);
            });
        }).release());
    }

    Map map() const {
        LamapMap map;
        detail::check(lamap_map_init(&map, sizeof map));
        detail::check(lamap_file_map(get(), &map));
        return detail::taken(map, {map.values, map.values + map.elements * map.lines * map.pixels});
    }

    /// Free text that a TIFF file carries, e.g. the record of an enhancement as JSON.
    std::string info() const { return detail::text(lamap_file_info(get())); }

    /// What was left out, replaced or chosen: a line for each.
    std::string notes() const { return detail::text(lamap_file_notes(get())); }

    LamapFile *get() const noexcept { return handle_.get(); }

private:
    detail::Handle<LamapFile> handle_;
};

/// Writes a map as tif, tiff, csv, txt, tsv or png. `info`: free text kept in a TIFF file.
inline void write(const std::string &path, const View &map, const std::string &info = {}, const Progress &progress = {}) {
    detail::Lent lent(map);
    detail::Listener(progress).follow([&](LamapProgress tell, void *user) {
        return lamap_file_write(path.c_str(), &lent.map, detail::or_null(info), tell, user);
    });
}

/// The map that recordings of signals over time give, and what is known of the scan.
struct Lines {
    File file;
    Conditions conditions;
};

/// Reads recordings. `options`: "key=value" in lines, see `lamap_lines_read`, e.g. "log=laser.Iolite.csv".
inline Lines read_lines(const std::vector<std::string> &paths, const std::string &options = {},
                        const Progress &progress = {}) {
    std::vector<const char *> names = detail::pointers(paths);
    LamapConditions *conditions = nullptr;
    detail::Handle<LamapFile> file = detail::make<LamapFile>([&](LamapFile **out) {
        return detail::Listener(progress).heard([&](LamapProgress tell, void *user) {
            return lamap_lines_read(names.data(), names.size(), detail::or_null(options), tell, user, out, &conditions);
        });
    });
    return {File(file.release()), Conditions(conditions)};
}

/// Loads ONNX Runtime from its library or folder; from the usual places if `path` is empty.
inline void load_runtime(const std::string &path = {}) { detail::check(lamap_runtime_load(detail::or_null(path))); }

/// Version of the loaded ONNX Runtime; empty before one is loaded.
inline std::string runtime_version() {
    const char *version = lamap_runtime_version();
    return version == nullptr ? "" : version;
}

/// Tries the embedded model on each device, as JSON; takes seconds.
inline std::string device_report() { return detail::text_of(lamap_device_report); }

} // namespace lamap

#endif // LAMAP_HPP
