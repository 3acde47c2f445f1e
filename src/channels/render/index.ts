export { checkLayouts } from "./check-layout.js";
export { BLOCK, Layouts } from "./layouts.js";
export { liquidMistake, wordLiquid } from "./liquid.js";
export { withMjml } from "./mjml.js";
export type { Rendered, RenderFor } from "./rendered.js";
export { Renderer } from "./renderer.js";
export type { LayoutSettings } from "./settings.js";
