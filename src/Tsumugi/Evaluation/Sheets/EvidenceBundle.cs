using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Metadata;
using Tsumugi.Evaluation.Indicators;
using Tsumugi.Evaluation.Years;
using Tsumugi.Hub.Signing;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;
using Tsumugi.Thread;
using Tsumugi.Thread.Redactions;

namespace Tsumugi.Evaluation.Sheets;

/// <summary>A sheet with everything that its numbers were counted from, as an RO-Crate in a ZIP file: whoever has it needs no hub.</summary>
public sealed class EvidenceBundle(HubDb db, ReadEvidence evidence, HubSigner signer)
{
    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private static readonly JsonSerializerOptions Indented = new(Plain) { WriteIndented = true };

    /// <param name="document">The sheet as a Word document.</param>
    public async Task WriteAsync(Stream output, Caller caller, MadeSheet made, byte[] document, DateTime now, CancellationToken stop)
    {
        await using var archive = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        var parts = new List<(string Path, string MediaType, string Name)>();
        async Task PutAsync(string path, string mediaType, string name, Func<Stream, Task> write)
        {
            await using var entry = archive.CreateEntry(path, CompressionLevel.Optimal).Open();
            await write(entry);
            parts.Add((path, mediaType, name));
        }

        Task TextAsync(string path, string mediaType, string name, string text) => PutAsync(path, mediaType, name, entry => entry.WriteAsync(Encoding.UTF8.GetBytes(text), stop).AsTask());
        await PutAsync("sheet.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", SheetWords.Of(made.Sheet.Kind).Ja, entry => entry.WriteAsync(document, stop).AsTask());
        await TextAsync("numbers.json", "application/json", "評価票の数値", JsonSerializer.Serialize(made.Years.Values, Indented));
        foreach (var known in (await Definitions.AllAsync(db, stop)).DistinctBy(known => known.Row.Name))
        {
            await TextAsync($"definitions/{known.Row.Name}-{known.Row.Version}.yaml", "application/yaml", known.Definition.Title.Ja, known.Row.Text);
            foreach (var year in made.Years.Keys)
                await EvidenceAsync(PutAsync, caller, known, year, stop);
        }

        foreach (var frozen in await db.Set<FrozenYear>().AsNoTracking().Where(row => made.Years.Keys.Contains(row.Year)).ToListAsync(stop))
        {
            await TextAsync($"frozen/{frozen.Year}.json", "application/json", $"{frozen.Year} 年度の確定値（署名の対象）", frozen.Document);
            await TextAsync($"frozen/{frozen.Year}.signature.json", "application/json", $"{frozen.Year} 年度の確定値の署名", JsonSerializer.Serialize(new { frozen.KeyId, frozen.Signature, Algorithm = "ES256" }, Indented));
        }

        await TextAsync("keys.json", "application/jwk-set+json", "ハブの公開鍵", JsonSerializer.Serialize(new { Keys = signer.PublicKeys() }, Indented));
        await TextAsync("README.txt", "text/plain", "読み方", Readme);
        await TextAsync("ro-crate-metadata.json", "application/ld+json", "", Crate(made, parts, now));
    }

    /// <summary>The rows as a table, and beside it the thread's own records that they were read from, each with the hash before it.</summary>
    private async Task EvidenceAsync(Func<string, string, string, Func<Stream, Task>, Task> put, Caller caller, KnownIndicator known, int year, CancellationToken stop)
    {
        var (name, filter) = ($"evidence/{known.Row.Name}-{year}", new IndicatorFilter { Year = new(year) });
        var rows = evidence.AllAsync(caller, known, filter, stop);
        await put($"{name}.csv", "text/csv", $"{known.Definition.Title.Ja}（{year} 年度）の根拠", async entry =>
        {
            await using var text = new StreamWriter(entry, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
            await EvidenceCsv.WriteAsync(text, rows);
        });
        await put($"{name}.ndjson", "application/x-ndjson", $"{known.Definition.Title.Ja}（{year} 年度）の来歴の記録", async entry =>
        {
            await using var text = new StreamWriter(entry);
            await foreach (var page in evidence.AllAsync(caller, known, filter, stop))
                await RecordsAsync(text, page.Records, stop);
        });
    }

    private async Task RecordsAsync(TextWriter text, IReadOnlyCollection<long> numbers, CancellationToken stop)
    {
        var wanted = numbers.Concat(numbers.Select(number => number - 1)).Distinct().ToList();
        var records = await db.Set<EventRow>().AsNoTracking().Where(row => wanted.Contains(row.Seq)).ToDictionaryAsync(row => row.Seq, stop);
        var redactions = (await db.Set<Redaction>().AsNoTracking().Where(row => numbers.Contains(row.Seq)).OrderBy(row => row.By).ToListAsync(stop)).ToLookup(row => row.Seq);
        foreach (var number in numbers)
        {
            var row = records[number];
            var before = number == 1 ? HashChain.Beginning.ToArray() : records[number - 1].Hash;
            await text.WriteAsync(JsonSerializer.Serialize(new
            {
                row.Seq,
                row.At,
                row.Actor,
                row.Kind,
                row.Subject,
                row.Body,
                row.Ties,
                Before = Convert.ToHexStringLower(before),
                Hash = Convert.ToHexStringLower(row.Hash),
                Redacted = redactions[number].LastOrDefault() is { } last ? new { last.By, Digest = Convert.ToHexStringLower(last.Digest) } : null,
            }, Plain) + "\n");
        }
    }

    private static string Crate(MadeSheet made, IReadOnlyList<(string Path, string MediaType, string Name)> parts, DateTime now)
    {
        var graph = new JsonArray
        {
            Ld.Object(("@id", "ro-crate-metadata.json"), ("@type", "CreativeWork"), ("about", Ld.Ref("./")), ("conformsTo", Ld.Ref(RoCrate.Version))),
            Ld.Object(
                ("@id", "./"), ("@type", "Dataset"), ("name", $"{SheetWords.Of(made.Sheet.Kind).En}, FY{made.Sheet.Year}"), ("alternateName", SheetWords.Of(made.Sheet.Kind).Ja),
                ("description", $"The sheet, its numbers, and the records of the thread behind each, up to record {made.Head.Seq} ({Convert.ToHexStringLower(made.Head.Hash)})."),
                ("datePublished", Ld.Moment(now)), ("license", Ld.Ref("https://spdx.org/licenses/CC-BY-4.0")), ("mainEntity", Ld.Ref("sheet.docx")), ("hasPart", Ld.List(parts, part => Ld.Ref(part.Path)))),
            Ld.Object(("@id", "https://spdx.org/licenses/CC-BY-4.0"), ("@type", "CreativeWork"), ("name", "CC-BY-4.0"), ("description", "Creative Commons Attribution 4.0 International")),
        };
        foreach (var (path, mediaType, name) in parts)
            graph.Add(Ld.Object(("@id", path), ("@type", "File"), ("encodingFormat", mediaType), ("name", name)));
        return Ld.Text(Ld.Object(("@context", $"{RoCrate.Version}/context"), ("@graph", graph)));
    }

    private const string Readme = """
        評価票と、その数値の根拠

        sheet.docx            評価票
        numbers.json          評価票の数値
        definitions/*.yaml    指標の定義（数え方）
        evidence/*.csv        数えた行。同じもの（counted）は 1 度だけ数えます。定義に times があれば times を足します。
        evidence/*.ndjson     行の元になった来歴の記録。hash = SHA-256(before ‖ seq, at, actor, kind, subject, body, ties を改行で終えて並べたもの)。redacted があるものは、消去された人の ID が仮名になっており、digest = SHA-256(SHA-256(before ‖ hash) ‖ 同じもの)。by はそれを述べる記録の番号
        frozen/*.json         確定した年度の値と署名（ES256。公開鍵は keys.json）

        An evaluation sheet and the evidence of its numbers

        definitions/*.yaml    how each indicator counts
        evidence/*.csv        the rows that were counted: each thing (counted) once; where the definition names times, these are added up
        evidence/*.ndjson     the records of the thread that the rows were read from: hash = SHA-256(before ‖ seq, at, actor, kind, subject, body, ties, each ended by a line feed); where there is redacted, a pseudonym stands for somebody who was erased, and digest = SHA-256(SHA-256(before ‖ hash) ‖ the same); by is the record that says so
        frozen/*.json         numbers of frozen years and their signatures (ES256; public keys in keys.json)
        """;
}
