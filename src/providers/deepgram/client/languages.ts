/** Region variants that the API tells apart, as its page on models and languages lists them; of any other it takes the language alone. */
const VARIANTS: readonly string[] = [
  ...["da-DK", "de-CH", "en-AU", "en-GB", "en-IN", "en-NZ", "en-US", "es-419", "fr-CA", "gu-IN", "ko-KR", "nl-BE"],
  ...["pt-BR", "pt-PT", "sv-SE", "th-TH", "zh-CN", "zh-Hans", "zh-Hant", "zh-HK", "zh-TW"],
];

/** What the API calls a language. Who knows a variant that is not listed names it in the provider options. */
export function languageFor(tag: string): string {
  const wanted = tag.trim().replaceAll("_", "-").toLowerCase();
  return VARIANTS.find((variant) => variant.toLowerCase() === wanted) ?? wanted.split("-", 1)[0] ?? wanted;
}
