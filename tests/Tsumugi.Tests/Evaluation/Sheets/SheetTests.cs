using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Tsumugi.Client.Evaluation;
using Tsumugi.Evaluation.Sheets;
using Tsumugi.Hub.Calendar;
using Tsumugi.Tests.Models;
using Tsumugi.Thread;
using Tsumugi.UseCases;

namespace Tsumugi.Tests.Evaluation.Sheets;

/// <summary>Sheets from a hub on which something happened.</summary>
public sealed class SheetTests(ModelHub models) : IClassFixture<ModelHub>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static int Year => FiscalYear.Of(DateTime.UtcNow).Year + 1;

    [Theory]
    [InlineData("ex-ante")]
    [InlineData("interim")]
    [InlineData("final")]
    public async Task Shipped_template_is_filled_whole_and_stays_valid(string kind)
    {
        using var boss = await BossAsync();
        using (var saved = await boss.PutAsJsonAsync(At($"{kind}/{Year}"), new SheetTexts { Overview = "概要です。", Overall = "良好" }, Stop))
            Assert.Equal(HttpStatusCode.NoContent, saved.StatusCode);
        var bytes = await boss.GetByteArrayAsync(At($"{kind}/{Year}.docx"), Stop);
        using var document = WordprocessingDocument.Open(new MemoryStream(bytes), isEditable: false);
        Assert.Empty(new OpenXmlValidator().Validate(document, Stop).Select(fault => fault.Description));
        var text = document.MainDocumentPart!.Document!.InnerText + document.MainDocumentPart.FooterParts.Single().Footer!.InnerText;
        Assert.DoesNotContain("{{", text, StringComparison.Ordinal);
        foreach (var said in (string[])["概要です。", "良好", "登録されたデータセット数", "—", "令和8年度（2026年度）〜令和13年度（2031年度）"])
            Assert.Contains(said, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Offices_template_is_used_and_a_wrong_one_leaves_it_in_place()
    {
        using var boss = await BossAsync();
        var shipped = await boss.GetByteArrayAsync(At("final/template"), Stop);
        var own = Replaced(shipped, "備考", "その他");
        Assert.Equal(HttpStatusCode.NoContent, await PutAsync(boss, own));
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(boss, Replaced(shipped, "{{remarks}}", "{{remark}}")));
        Assert.Equal(own, await boss.GetByteArrayAsync(At("final/template"), Stop));
        using (var document = WordprocessingDocument.Open(new MemoryStream(await boss.GetByteArrayAsync(At($"final/{Year}.docx"), Stop)), isEditable: false))
            Assert.Contains("その他", document.MainDocumentPart!.Document!.InnerText, StringComparison.Ordinal);
        using var gone = await boss.DeleteAsync(At("final/template"), Stop);
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        Assert.Equal(shipped, await boss.GetByteArrayAsync(At("final/template"), Stop));
    }

    [Fact]
    public async Task Bundle_proves_every_number_without_the_hub()
    {
        await models.Hub.UseDbAsync(async db => (await new RegisterPublication(db).RunAsync(
            new() { PersonId = "member" }, new() { Doi = "10.1000/bundle", Title = "t", PublishedOn = DateOnly.FromDateTime(DateTime.UtcNow), MadeInProgramme = true, MadeWith = ["model:lab/shown"] }, DateTime.UtcNow, Stop)).Value);
        using var boss = await BossAsync();
        using var archive = new ZipArchive(new MemoryStream(await boss.GetByteArrayAsync(At($"interim/{Year}/evidence.zip"), Stop)));
        var sheets = JsonSerializer.Deserialize<List<IndicatorSheet>>(Text(archive, "numbers.json"), JsonSerializerOptions.Web)!;
        Assert.Contains(sheets.SelectMany(sheet => sheet.Indicators), one => one is { Name: "modelPublications", Value: > 0 });
        foreach (var sheet in sheets)
        {
            foreach (var indicator in sheet.Indicators)
            {
                var rows = Text(archive, $"evidence/{indicator.Name}-{sheet.Year}.csv").TrimStart('\uFEFF').TrimEnd().Split('\n')[1..].Select(line => line.Split(',')).ToList();
                var counted = Text(archive, $"definitions/{indicator.Name}-1.yaml").Contains("times:", StringComparison.Ordinal)
                    ? rows.Sum(row => long.Parse(row[4], System.Globalization.CultureInfo.InvariantCulture)) : rows.Select(row => row[0]).Distinct().Count();
                Assert.Equal(indicator.Value ?? 0, counted);
                var records = Text(archive, $"evidence/{indicator.Name}-{sheet.Year}.ndjson").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
                Assert.All(records, Chained);
                Assert.Superset(rows.Select(row => row[3]).ToHashSet(), records.Select(record => $"{record["seq"]}").ToHashSet());
            }
        }

        var crate = JsonNode.Parse(Text(archive, "ro-crate-metadata.json"))!["@graph"]!.AsArray().Select(entity => (string?)entity!["@id"]).ToHashSet();
        Assert.All(archive.Entries, entry => Assert.Contains(entry.FullName, crate));
    }

    private static void Chained(JsonNode record)
    {
        string Of(string name) => (string)record[name]!;
        var hash = HashChain.Hash(Convert.FromHexString(Of("before")), (long)record["seq"]!, Of("at"), Of("actor"), Of("kind"), Of("subject"), Of("body"), Of("ties"));
        Assert.Equal(Of("hash"), Convert.ToHexStringLower(hash));
    }

    private static string Text(ZipArchive archive, string path)
    {
        using var reader = new StreamReader(archive.GetEntry(path)!.Open());
        return reader.ReadToEnd();
    }

    /// <summary>The document with one text in the place of another.</summary>
    private static byte[] Replaced(byte[] document, string old, string other)
    {
        using var copy = new MemoryStream();
        copy.Write(document);
        using (var archive = new ZipArchive(copy, ZipArchiveMode.Update, leaveOpen: true))
        {
            var text = Text(archive, "word/document.xml");
            Assert.Contains(old, text, StringComparison.Ordinal);
            archive.GetEntry("word/document.xml")!.Delete();
            using var writer = new StreamWriter(archive.CreateEntry("word/document.xml").Open());
            writer.Write(text.Replace(old, other, StringComparison.Ordinal));
        }

        return copy.ToArray();
    }

    private static async Task<HttpStatusCode> PutAsync(HttpClient boss, byte[] template)
    {
        using var body = new ByteArrayContent(template);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.openxmlformats-officedocument.wordprocessingml.document");
        using var answer = await boss.PutAsync(At("final/template"), body, Stop);
        return answer.StatusCode;
    }

    private static Uri At(string path) => new($"/api/v1/sheets/{path}", UriKind.Relative);

    private async Task<HttpClient> BossAsync() => models.Hub.Client(await models.Hub.TokenAsync("boss"));
}
