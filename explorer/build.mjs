// Bundles the explorer into app/static/explorer: hashed files, and a page that names them.
import { build } from "esbuild";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "app", "static", "explorer");

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ["src/main.tsx", "src/style/main.css"],
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
});

const made = Object.entries(metafile.outputs);
const fileOf = (entry) => basename(made.find(([, output]) => output.entryPoint === entry)[0]);
const page = await readFile(join(here, "src", "index.html"), "utf8");
await writeFile(
  join(out, "index.html"),
  page.replace("{script}", fileOf("src/main.tsx")).replace("{style}", fileOf("src/style/main.css")),
);
for (const [name, output] of made) console.log(`  ${basename(name)} ${(output.bytes / 1024).toFixed(1)} KB`);
