import fc from "fast-check";

/**
 * Properties look elsewhere in every run of a developer's; on CI in the same places, so that what turns it red is a change and not chance.
 * `ATTUNE_TEST_SEED=<n>` repeats a run.
 */
const { CI, ATTUNE_TEST_SEED } = process.env;
const seed = ATTUNE_TEST_SEED === undefined ? (CI === undefined ? undefined : 20_261_122) : Number(ATTUNE_TEST_SEED);
if (seed !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
