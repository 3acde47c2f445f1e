import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/max";

/**
 * The number in E.164 (+4915123456789), as every provider takes it; undefined where there is no such number.
 * @param country whose national numbers are understood (ISO 3166-1); "" = numbers need their country code
 */
export function e164(text: string, country: string): string | undefined {
  const parsed = parsePhoneNumberFromString(text.trim(), {
    // The whole text is the number: one that stands somewhere in a text is somebody's guess.
    extract: false,
    ...(country === "" ? {} : { defaultCountry: country as CountryCode }),
  });
  return parsed?.isValid() === true ? parsed.number : undefined;
}

export function isKnownCountry(country: string): boolean {
  return isSupportedCountry(country);
}
