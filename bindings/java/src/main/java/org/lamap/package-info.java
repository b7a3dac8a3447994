// SPDX-License-Identifier: MIT OR Apache-2.0
/**
 * Virtual ablation and enhancement of elemental maps (LA-ICP-MS, LIBS).
 *
 * <p>{@link org.lamap.ElementMap} holds a map, {@link org.lamap.Conditions} how it was measured, {@link
 * org.lamap.Settings} how it is to be enhanced. {@link org.lamap.Lamap} simulates, plans, reads and writes; {@link
 * org.lamap.Enhancer} makes an {@link org.lamap.Enhanced} map, whose {@link org.lamap.Verdict} says whether it can be
 * used. {@link org.lamap.Instruments} are conditions that the user saved under a name. Numerics are in the native
 * library; what it cannot do is a {@link org.lamap.LamapException} with a sentence.
 */
package org.lamap;
