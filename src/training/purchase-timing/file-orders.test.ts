import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DAY } from "../../domain/time.js";
import { type OrdersForm, readFileOrders } from "./file-orders.js";
import { parseOrderColumns } from "./order-columns.js";
import { casesAt } from "./orders.js";

const CSV: OrdersForm = { columns: undefined, delimiter: ",", isPadded: false };

describe("orders of a file", () => {
  let folder: string;
  const write = (text: string): string => {
    const file = path.join(folder, "orders.csv");
    writeFileSync(file, text);
    return file;
  };
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "attune-orders-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("are read by the header's usual names; lines of an order add up, and what was taken back is none", async () => {
    const file = write(`InvoiceNo,Quantity,InvoiceDate,UnitPrice,CustomerID
1,2,2025-01-01 08:00:00,2.5,ann
1,1,2025-01-01 08:00:00,5,ann
C2,-1,2025-01-02 08:00:00,5,ann
3,1,2025-02-01 08:00:00,7,ann
4,1,2025-02-01 08:00:00,7,
5,1,2025-01-15 08:00:00,3,ben
`);
    const { orders, read, ignored, rejected } = await readFileOrders(file, CSV);
    expect([read, ignored, rejected]).toEqual([6, 1, 0]);
    expect(orders.people.map(({ values }) => values)).toEqual([[10, 7], [3]]);
    expect(orders).toMatchObject({ count: 3, from: Date.UTC(2025, 0, 1, 8), until: Date.UTC(2025, 1, 1, 8) });
  });

  it("may be padded, without a header's names, and say a day as one number", async () => {
    const file = write(
      " customer_id  date cds  dollar_value\n 00001 19970101  1   11.77\n 00001 19970301  5   77.00\n",
    );
    const columns = parseOrderColumns("user=1,time=2,value=4");
    const { orders } = await readFileOrders(file, { columns, delimiter: " ", isPadded: true });
    expect(orders.people).toEqual([{ times: [Date.UTC(1997, 0, 1), Date.UTC(1997, 2, 1)], values: [11.77, 77] }]);
  });

  it("are refused where rows can't be read, or columns aren't there", async () => {
    const broken = write("customer,date,total\nann,yesterday,1\nann,2025-01-01,much\n");
    await expect(readFileOrders(broken, CSV)).rejects.toMatchObject({
      code: "ATTUNE_INPUT_UNREADABLE",
      place: { line: 2 },
    });
    await expect(readFileOrders(write("a,b\n1,2\n"), CSV)).rejects.toMatchObject({ code: "ATTUNE_USAGE" });
    await expect(readFileOrders(write("customer,date,total\n"), CSV)).rejects.toMatchObject({
      code: "ATTUNE_INPUT_EMPTY",
    });
    expect(() => parseOrderColumns("user=1")).toThrow(expect.objectContaining({ code: "ATTUNE_USAGE" }) as Error);
  });

  it("become what was known by a day, and what came after", async () => {
    const rows = [0, 10, 10.5, 20, 29.8, 30.5, 40, 70].map((day) => `ann,${new Date(day * DAY).toISOString()},10`);
    const { orders } = await readFileOrders(write(["user,time,value", ...rows].join("\n")), CSV);
    const [one, ...others] = casesAt(orders, 30 * DAY, 60 * DAY, 3);
    expect(others).toEqual([]);
    expect(one?.history).toMatchObject({
      orders: 5,
      revenue: 50,
      firstOrder: 0,
      times: [10.5, 20, 29.8].map((day) => day * DAY),
    });
    // What came within a day of the last is the same purchase, though it is worth something.
    expect(one).toMatchObject({ purchases: 1, revenue: 20, next: 40 * DAY });
  });
});
