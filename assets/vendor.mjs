// Copy named files and their licences to static/vendor/<package>/ and list them with their hashes.
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import subsetFont from "subset-font";

const target = path.resolve("../static/vendor");
const NOTO = "@fontsource-variable/noto-sans";
// Kyrgyz and Mongolian letters that the plain Cyrillic file lacks: Ң ң Ү ү Ө ө.
const CYRILLIC_EXTRA = "\u04A2\u04A3\u04AE\u04AF\u04E8\u04E9";

const FILES = [
  { package: "bootstrap", from: "dist/css/bootstrap-reboot.min.css" },
  { package: "bootstrap", from: "LICENSE" },
  { package: NOTO, from: "files/noto-sans-latin-wght-normal.woff2" },
  { package: NOTO, from: "files/noto-sans-vietnamese-wght-normal.woff2" },
  { package: NOTO, from: "files/noto-sans-cyrillic-wght-normal.woff2" },
  { package: NOTO, from: "files/noto-sans-cyrillic-ext-wght-normal.woff2", letters: CYRILLIC_EXTRA },
  { package: NOTO, from: "LICENSE" },
  { package: `${NOTO}-khmer`, from: "files/noto-sans-khmer-khmer-wght-normal.woff2" },
  { package: `${NOTO}-khmer`, from: "LICENSE" },
  { package: `${NOTO}-thai`, from: "files/noto-sans-thai-thai-wght-normal.woff2" },
  { package: `${NOTO}-thai`, from: "LICENSE" },
];

// A source map that is not there stops Django's manifest storage.
const withoutSourceMap = (text) => text.replace(/\n?(\/\*# sourceMappingURL=.*?\*\/|\/\/# sourceMappingURL=.*)\s*$/, "\n");

async function content(file) {
  const bytes = await readFile(path.join("node_modules", file.package, file.from));
  if (file.letters) return subsetFont(bytes, file.letters, { targetFormat: "woff2" });
  return /\.(css|js)$/.test(file.from) ? Buffer.from(withoutSourceMap(bytes.toString("utf8"))) : bytes;
}

async function vendor(file) {
  const { version, license } = JSON.parse(await readFile(path.join("node_modules", file.package, "package.json")));
  const folder = file.package.split("/").at(-1);
  const name = path.basename(file.from).replace("-ext-wght", file.letters ? "-extra-wght" : "-ext-wght");
  const bytes = await content(file);
  await mkdir(path.join(target, folder), { recursive: true });
  await writeFile(path.join(target, folder, name), bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { path: `${folder}/${name}`, package: file.package, version, licence: license, sha256 };
}

await rm(target, { recursive: true, force: true });
const manifest = [];
for (const file of FILES) manifest.push(await vendor(file));
await writeFile(path.join(target, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
console.log(`${manifest.length} files in static/vendor/`);
