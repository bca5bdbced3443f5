// Bundles the explorer into app/static/explorer: hashed files, and a page that names them.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "app", "static", "explorer");

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ["src/main.tsx", "src/density/worker.ts", "src/style/main.css"],
  outdir: out,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2022"],
  minify: true,
  metafile: true,
  legalComments: "none",
  jsx: "automatic",
  jsxImportSource: "preact",
  charset: "utf8",
  loader: { ".wasm": "file" },
});

// For papers, which the server makes: a font is embedded there, with its licence beside it here.
const fonts = join(here, "node_modules", "@embedpdf", "fonts-sc");
await mkdir(join(out, "fonts"));
for (const name of ["NotoSansHans-Regular.otf", "NotoSansHans-Medium.otf"]) {
  await copyFile(join(fonts, "fonts", name), join(out, "fonts", name));
}
await copyFile(join(fonts, "LICENSE"), join(out, "fonts", "LICENSE"));

const made = Object.entries(metafile.outputs);
const fileOf = (entry) => basename(made.find(([, output]) => output.entryPoint === entry)[0]);
const page = await readFile(join(here, "src", "index.html"), "utf8");
await writeFile(
  join(out, "index.html"),
  page
    .replace("{script}", fileOf("src/main.tsx"))
    .replace("{density}", fileOf("src/density/worker.ts"))
    .replace("{style}", fileOf("src/style/main.css")),
);
for (const [name, output] of made) console.log(`  ${basename(name)} ${(output.bytes / 1024).toFixed(1)} KB`);
