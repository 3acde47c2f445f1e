/** GSM 03.38, the alphabet of text messages: one septet each ... */
const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
/** ... and those that take two. */
const EXTENDED = new Set("^{}\\[~]|€\f");

/**
 * How many text messages a text is paid as (3GPP TS 23.038 and 23.040): 160 septets, or 153 each where there are more; with any other character
 * 70 UTF-16 units, or 67 each.
 */
export function smsSegments(text: string): number {
  const septets = septetsOf(text);
  const [units, one, each] = septets === undefined ? [text.length, 70, 67] : [septets, 160, 153];
  return units <= one ? 1 : Math.ceil(units / each);
}

function septetsOf(text: string): number | undefined {
  let septets = 0;
  for (const character of text) {
    if (BASIC.has(character)) septets += 1;
    else if (EXTENDED.has(character)) septets += 2;
    else return undefined;
  }
  return septets;
}
