import type { ErrorCode } from "../../domain/errors.js";
import type { ScoringPin } from "../../domain/scoring.js";
import type { ServingPin } from "../../domain/serving.js";
import type { Present } from "../../worker/serving-refresh.js";
import type { NamedModel, SharedModel } from "../scoring/scoring-keeper.js";
import type { SharedServing } from "./keeper.js";

/** What threads ask the keeper over a port, and what it answers. Shared memory goes over as it is, nothing of it is copied. */
export type Question =
  | { readonly id: number; readonly kind: "current" }
  | { readonly id: number; readonly kind: "serve"; readonly pin: ServingPin }
  /** Which models are promoted, and which are in their shadow. */
  | { readonly id: number; readonly kind: "scoring" }
  | { readonly id: number; readonly kind: "score"; readonly model: NamedModel }
  /** Take out of the models what they keep of an erased person (token). */
  | { readonly id: number; readonly kind: "forget"; readonly person: string };

/** `value`: Present to "current", SharedServing to "serve", ScoringPin to "scoring", SharedModel to "score", whether there was anything to "forget". */
export type Answer =
  | { readonly id: number; readonly value: Present | SharedServing | ScoringPin | SharedModel | boolean }
  | { readonly id: number; readonly error: { readonly code: ErrorCode; readonly message: string } };
