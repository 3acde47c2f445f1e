import type { MessageScope, ScopeItem } from "./scope.js";

/** Messages that a layout is tried with when the configuration is loaded: one with all there can be, one with nothing but words. */

const ITEM: ScopeItem = {
  id: "sample",
  title: "Sample",
  url: "https://shop.example.com/sample",
  image: "https://shop.example.com/sample.jpg",
  price: 12.5,
  oldPrice: 20,
  reason: "popular",
};

export const FULL_MESSAGE: MessageScope = {
  message: {
    title: "Sample",
    text: "Sample\nwords",
    lines: ["Sample", "words"],
    url: "https://shop.example.com/",
    coupon: "SAMPLE-1",
    class: "promotional",
    topic: "sample",
    items: [ITEM, { ...ITEM, oldPrice: null }],
  },
  links: {
    unsubscribe: "https://attune.example.com/u/sample",
    preferences: "https://attune.example.com/p/sample",
    why: "https://attune.example.com/w/sample",
    open: "https://attune.example.com/o/sample.gif",
  },
  locale: "en",
  today: "2026-03-16",
};

export const BARE_MESSAGE: MessageScope = {
  message: {
    title: "Sample",
    text: "Sample",
    lines: ["Sample"],
    url: null,
    coupon: null,
    class: "transactional",
    topic: "",
    items: [{ ...ITEM, url: null, image: null, price: null, oldPrice: null }],
  },
  links: { unsubscribe: null, preferences: null, why: null, open: null },
  locale: "",
  today: "2026-03-16",
};
