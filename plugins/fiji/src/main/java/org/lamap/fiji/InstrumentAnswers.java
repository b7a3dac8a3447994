// SPDX-License-Identifier: MIT OR Apache-2.0
package org.lamap.fiji;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lamap.Conditions;

/** How a map was measured, as a form asks for it: an instrument or preset, beam size, washout, and pairs of what else is known. */
final class InstrumentAnswers {
    static final List<String> KEYWORDS = Arrays.asList("preset", "beam_size", "washout", "conditions");
    private static final String BEAM = "beam_size_um";
    private static final String WASHOUT = "washout_time_s";
    private static final String RESPONSE = "pulse_response";
    private static final String SCALE = "response_scale_s";
    private static final String OPEN = "auto";
    private static final String NONE = "none";
    /** Pulse responses that a washout time gives the scale of; the first is taken where another is stated or none. */
    private static final List<String> WASHOUT_OF = Arrays.asList("exponential", "gamma");

    private InstrumentAnswers() {}

    /**
     * Conditions from the answers; beam size and washout go before pairs, and these before the preset.
     *
     * @throws IllegalArgumentException for text that is no number or no pair
     * @throws org.lamap.LamapException for a preset, key or value that there is not
     */
    static Conditions conditions(Map<String, String> answers) {
        Conditions conditions = KeyValues.conditions(answers.get("preset"), answers.get("conditions"));
        if (KeyValues.number("beam_size", answers.get("beam_size")) != 0) {
            conditions = conditions.with(BEAM, answers.get("beam_size").trim());
        }
        String washout = answers.get("washout").trim();
        if (washout.isEmpty()) {
            return conditions;
        }
        boolean isNone = washout.equalsIgnoreCase(NONE) || KeyValues.number("washout", washout) == 0;
        return withWashout(conditions, isNone ? NONE : washout);
    }

    /** Conditions with a washout, a time in s or none, in place of any other width of the response. */
    static Conditions withWashout(Conditions conditions, String washout) {
        if (washout.equalsIgnoreCase(NONE)) {
            return with(conditions, WASHOUT, OPEN).with(RESPONSE, NONE);
        }
        boolean hasWidth = WASHOUT_OF.contains(conditions.value(RESPONSE));
        Conditions others = hasWidth ? conditions : conditions.with(RESPONSE, WASHOUT_OF.get(0));
        return with(others, SCALE, SettingFields.condition(SCALE).defaultValue()).with(WASHOUT, washout);
    }

    private static Conditions with(Conditions conditions, String key, String value) {
        return conditions.value(key).equals(value) ? conditions : conditions.with(key, value);
    }

    /** Conditions that leave the washout open, and with it the response that it was the width of. */
    static Conditions withoutWashout(Conditions conditions) {
        return StatedText.without(conditions, Arrays.asList(WASHOUT, SCALE, RESPONSE));
    }

    /** Beam size and washout that conditions state, as answers; empty where they are open. */
    static Map<String, String> ofConditions(Conditions conditions) {
        Map<String, String> answers = new LinkedHashMap<>();
        String washout = conditions.value(WASHOUT);
        String beam = conditions.value(BEAM);
        answers.put("beam_size", beam.equals(OPEN) ? "" : beam);
        answers.put("washout", !washout.equals(OPEN) ? washout : conditions.value(RESPONSE).equals(NONE) ? NONE : "");
        return answers;
    }

    /** Answers that state what an image brings along: the two fields, and pairs of the rest. */
    static Map<String, String> ofPairs(String pairs) {
        Map<String, String> rest = KeyValues.pairs(pairs);
        Map<String, String> answers = ofConditions(KeyValues.conditions(KeyValues.NO_PRESET, pairs));
        rest.remove(BEAM);
        rest.remove(WASHOUT);
        if (answers.get("washout").equals(NONE)) {
            rest.remove(RESPONSE);
        }
        answers.put("preset", KeyValues.NO_PRESET);
        answers.put("conditions", KeyValues.of(rest));
        return answers;
    }
}
