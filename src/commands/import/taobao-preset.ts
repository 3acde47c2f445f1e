import { timeOf } from "./csv-fields.js";
import { badRow, type Preset } from "./preset.js";

/**
 * The Taobao UserBehavior data set: user,item,category,behaviour,unix seconds; no header (https://tianchi.aliyun.com/dataset/649).
 * It knows no names and no prices.
 */
const EVENTS: Readonly<Record<string, string>> = {
  pv: "Product Viewed",
  cart: "Product Added",
  fav: "Product Added to Wishlist",
  buy: "Order Completed",
};

export function taobaoPreset(): Preset {
  return {
    name: "taobao",
    isQuoted: false,
    signature: "taobao",
    readHeader: (line) => /^\s*user/i.test(line),
    readRow(line, id) {
      const fields = line.split(",");
      const [user = "", item = "", category = "", behaviour = "", seconds = ""] = fields;
      if (fields.length !== 5)
        return badRow("ATTUNE_EVENT_FIELD", `${fields.length} columns instead of user,item,category,behaviour,time`);
      const event = Object.hasOwn(EVENTS, behaviour) ? EVENTS[behaviour] : undefined;
      const time = timeOf(seconds);
      if (event === undefined) return badRow("ATTUNE_EVENT_NAME", "the behaviour is none of pv, cart, fav, buy");
      if (time === undefined) return badRow("ATTUNE_EVENT_TIME", "the fifth column is no time in Unix seconds");
      if (item === "") return badRow("ATTUNE_EVENT_FIELD", "the item is empty");
      const product = { product_id: item, category };
      const properties =
        event === "Order Completed" ? { order_id: id, products: [{ ...product, quantity: 1 }] } : product;
      return { ok: true, time, call: { type: "track", event, userId: user, messageId: id, properties } };
    },
  };
}
