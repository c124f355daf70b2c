// Property tests draw the same texts in every ordinary run, so that a run says what a change did and not what chance did. Long
// runs draw new ones each time; `CLOSEMASK_SEED=n` repeats one.

import fc from "fast-check";

const asked = Number(process.env.CLOSEMASK_SEED);
const seed =
  Number.isInteger(asked) && asked !== 0 ? asked : process.env.CLOSEMASK_LONG === "1" ? undefined : 20_261_121;
if (seed !== undefined) fc.configureGlobal({ seed });
