// Codes in a picture, read by zxing-wasm; loaded when a camera is first wanted, from this server and no other.
import { prepareZXingModule, readBarcodes, type ReaderOptions } from "zxing-wasm/reader";
import wasm from "zxing-wasm/reader/zxing_reader.wasm";

prepareZXingModule({ overrides: { locateFile: () => new URL(wasm, import.meta.url).href } });

const OPTIONS: ReaderOptions = {
  formats: ["DataMatrix", "QRCode", "Aztec", "PDF417", "Code128", "Code39", "DataBar", "DataBarExpanded", "EAN13", "UPCA", "ITF"],
  tryHarder: true,
  maxNumberOfSymbols: 1,
  textMode: "Plain",
};

/** What the first code in a picture says, led by its symbology identifier as a scanner sends it; null where there is none. */
export async function read(picture: ImageData): Promise<string | null> {
  const [found] = await readBarcodes(picture, OPTIONS);
  return found?.isValid ? `${found.symbologyIdentifier}${found.text}` : null;
}
