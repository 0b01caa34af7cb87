using CsCheck;
using Tsumugi.UseCases.Publications.Import;

namespace Tsumugi.Tests.UseCases.Publications;

public sealed class FormatTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("@article{a, title = {Plain}}", "Plain")]
    [InlineData("@article{a, title = \"In {Q}uotes\"}", "In Quotes")]
    [InlineData("@Article(a, title = {In {nested {braces}} and parentheses})", "In nested braces and parentheses")]
    [InlineData("@article{a, title = \"One\" # { and} # \" two\"}", "One and two")]
    [InlineData("@article{a, title = {Erd{\\H{o}}s and G{\\\"o}del, na\\\"{\\i}ve caf\\'e}}", "Erdős and Gödel, naïve café")]
    [InlineData("@article{a, title = {\\textit{E. coli} \\& 50\\% of $\\alpha$-helices -- a study}}", "E. coli & 50% of α-helices – a study")]
    [InlineData("@article{a,\n  title = {Over\n   two lines},\n}", "Over two lines")]
    [InlineData("@article{a, title = {日本語の題名}}", "日本語の題名")]
    public async Task Bibtex_title_is_read_as_people_see_it(string text, string title) => Assert.Equal(title, Assert.Single(await ReadAsync(text)).Title);

    [Theory]
    [InlineData("year = 2026, month = feb", 2026, 2, null)]
    [InlineData("year = {2026}, month = {February}, day = {3}", 2026, 2, 3)]
    [InlineData("date = {2026-02-03}", 2026, 2, 3)]
    [InlineData("year = 2026, month = 12", 2026, 12, null)]
    [InlineData("year = \"2026\"", 2026, null, null)]
    [InlineData("year = {in press}", null, null, null)]
    public async Task Bibtex_date_is_read(string fields, int? year, int? month, int? day)
    {
        var entry = Assert.Single(await ReadAsync($"@article{{a, title = {{T}}, {fields}}}"));
        Assert.Equal((year, month, day), (entry.Year, entry.Month, entry.Day));
    }

    [Theory]
    [InlineData("@article{bad, title = {never closed\n", 2)]
    [InlineData("@article{bad, title {no sign}}\n", 2)]
    [InlineData("@article{bad, title = }\n", 2)]
    [InlineData("@article{bad, title = \"open\n  }\n", 2)]
    [InlineData("@article{bad\n", 2)]
    public async Task Broken_bibtex_entry_is_named_by_its_line_and_the_next_one_is_read(string broken, int line)
    {
        var entries = await ReadAsync("% a comment\n" + broken + "@string{x = {y}}\n@comment{nothing}\n@book{good, title = {Good}, doi = {10.1000/good}}\n");
        Assert.Equal(2, entries.Count);
        Assert.True(entries[0].Fault is not null);
        Assert.InRange(entries[0].Line, line, line + 1);
        Assert.Equal(("good", "10.1000/good"), (entries[1].Key, entries[1].Doi));
    }

    [Fact]
    public async Task Ris_entries_are_read_and_one_without_end_is_named()
    {
        var entries = await ReadAsync("TY  - JOUR\r\nTI  - First\r\nDO  - 10.1000/one\r\nDA  - 2026/04/01/\r\nER  - \r\n\r\nTY  - JOUR\r\nT1  - Open\r\nTY  - JOUR\r\nT1  - Third\r\nPY  - 2026\r\nER  -\r\n");
        Assert.Equal(["First", null, "Third"], entries.Select(entry => entry.Title));
        Assert.Equal((2026, 4, 1, 1), (entries[0].Year, entries[0].Month, entries[0].Day, entries[0].Line));
        Assert.True(entries[1].Fault is not null && entries[1].Line == 7);
        Assert.Null(entries[2].Month);
    }

    [Theory]
    [InlineData("""[{"id":"a","title":"T","DOI":"10.1000/x","issued":{"date-parts":[[2026,5,6]]}}]""")]
    [InlineData("""{"status":"ok","message":{"DOI":"10.1000/x","title":["T"],"issued":{"date-parts":[["2026",5,6]]}}}""")]
    [InlineData("""{"message":{"items":[{"DOI":"10.1000/x","title":["T"],"published-online":{"date-parts":[[2026,5,6]]},"issued":{"date-parts":[[2027]]}}]}}""")]
    [InlineData("""{"status":"OK","data":{"doi":"10.1000/x","title_list":[{"lang":"ja","title":"T"}],"publication_date":{"publication_year":"2026","publication_month":"05","publication_day":"06"}}}""")]
    public async Task Json_of_citation_styles_and_agencies_is_read(string text)
    {
        var entry = Assert.Single(await ReadAsync(text));
        Assert.Equal(("10.1000/x", "T", 2026, 5, 6), (entry.Doi, entry.Title, entry.Year, entry.Month, entry.Day));
    }

    [Fact]
    public async Task Broken_json_is_named_by_its_line() => Assert.Equal(3, Assert.Single(await ReadAsync("[\n{\"DOI\": \"10.1000/x\"},\n{\"DOI\": }]")).Line);

    [Theory]
    [InlineData("")]
    [InlineData("%PDF-1.7")]
    [InlineData("DOI,title\n10.1000/x,T")]
    public async Task Unknown_format_is_refused(string text) =>
        Assert.Equal(text.StartsWith('%') ? null : "unknown-format", (await PublicationFormats.FindAsync(null, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), Stop)).Refusal?.Code);

    /// <summary>Whatever stands between, the sound entries are found and no reader ends in an exception.</summary>
    [Fact]
    public async Task Any_text_between_two_entries_leaves_them_alone() => await Gen.OneOf("{}\"\\,=#\n a'$語".Select(Gen.Const).ToArray()).Array[0, 60].Select(chars => new string(chars)).SampleAsync(async noise =>
    {
        var text = $"@article{{one, title = {{One}}}}\n@misc{{noise, {noise}\n@article{{two, title = {{Two}}}}\n";
        var entries = await ReadAsync(text);
        Assert.Equal("One", entries[0].Title);
        Assert.Equal("Two", entries[^1].Title);
    }, iter: 2_000);

    private static async Task<List<ReadEntry>> ReadAsync(string text)
    {
        var found = await PublicationFormats.FindAsync(null, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), Stop);
        Assert.False(found.Refused, found.Refusal?.Reason.En);
        using var source = found.Value.Source;
        return await found.Value.Format.ReadAsync(source, Stop).ToListAsync(Stop);
    }
}
