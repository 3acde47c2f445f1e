/** One thing that the doctor looked at. */
export type Check =
  | { readonly name: string; readonly level: "ok"; readonly message: string }
  | { readonly name: string; readonly level: "warn"; readonly message: string; readonly fix: string }
  | {
      readonly name: string;
      readonly level: "fail";
      readonly message: string;
      readonly fix: string;
      readonly exitCode: 1 | 2 | 3;
    };

export function passed(name: string, message: string): Check {
  return { name, level: "ok", message };
}

export function warned(name: string, message: string, fix: string): Check {
  return { name, level: "warn", message, fix };
}

export function failed(name: string, message: string, fix: string, exitCode: 1 | 2 | 3 = 1): Check {
  return { name, level: "fail", message, fix, exitCode };
}
