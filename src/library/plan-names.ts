// The names of the plans that the build wrote: it puts its own in the place of this file. From the sources there are none.

import type { PlanSort } from "../mask/plan-file.ts";

export const PLAN_NAMES: Readonly<Record<PlanSort, string>> | null = null;
