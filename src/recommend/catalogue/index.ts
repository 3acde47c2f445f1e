/**
 * The catalogue in columns of shared memory: folded from its journal in one thread, read in all. Pure.
 */
export { type Catalogue, type CatalogueColumns, openCatalogue } from "./catalogue.js";
export { CatalogueFold } from "./fold.js";
export { type CodedField, IN_STOCK, REMOVED, type SharedCatalogue } from "./shared-catalogue.js";
