// SPDX-License-Identifier: MIT OR Apache-2.0

import java.security.Provider;
import java.security.SecureRandomSpi;

/** Random numbers for tests under Wine, whose source of them a Windows JVM does not find. */
public final class WineRandom extends Provider {
    public WineRandom() {
        super("WineRandom", "1", "for tests");
        put("SecureRandom.Wine", Source.class.getName());
    }

    public static final class Source extends SecureRandomSpi {
        private final java.util.Random numbers = new java.util.Random(System.nanoTime());

        @Override
        protected void engineSetSeed(byte[] seed) {}

        @Override
        protected void engineNextBytes(byte[] bytes) {
            numbers.nextBytes(bytes);
        }

        @Override
        protected byte[] engineGenerateSeed(int count) {
            byte[] seed = new byte[count];
            numbers.nextBytes(seed);
            return seed;
        }
    }
}
