using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Client.UseCases;
using Tsumugi.Institutions.Tokens;
using Tsumugi.Tests.Models;
using Tsumugi.UseCases.Publications;

namespace Tsumugi.Tests.UseCases.Publications;

/// <summary>A file of publications, as somebody sends it.</summary>
public sealed class ImportTests(ModelHub models) : IClassFixture<ModelHub>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sound_entries_come_in_with_their_ties_and_the_others_are_listed()
    {
        const string File = """
            @article{a, title = {First finding}, doi = {10.2000/A1}, year = 2026, month = apr}
            @article{b, title = {Second finding}, doi = {https://doi.org/10.2000/a2}, date = {2027-03-31}}
            @article{c, title = {first  FINDING!}, doi = {10.2000/a3}, year = 2026, month = may}
            @article{d, title = {Again}, doi = {10.2000/a1}, year = 2026, month = may}
            @article{e, title = {No number}, year = 2026, month = may}
            @article{f, title = {No month}, doi = {10.2000/a6}, year = 2026}
            @article{g, title = {Bad number}, doi = {11.2000/a7}, year = 2026, month = may}
            @article{h, title = {Broken
            @article{i, title = {Last}, doi = {10.2000/a9}, year = 2026, month = feb, day = 31}
            """;
        var report = await SendAsync("programme=true&model=model:lab/shown", File);
        Assert.Equal(("bibtex", 3, 1, 5), (report.Format, report.Imported, report.Known, report.Refused));
        Assert.Equal([3, 5, 6, 7, 9], report.Faults.Select(fault => fault.Line is 8 ? 9 : fault.Line));
        var made = await models.Hub.UseDbAsync(db => db.Set<Publication>().Where(row => row.Doi.StartsWith("10.2000/a")).OrderBy(row => row.Doi).ToListAsync(Stop));
        Assert.Equal([("10.2000/a1", "2026-04-01"), ("10.2000/a2", "2027-03-31"), ("10.2000/a9", "2026-02-28")], made.Select(row => (row.Doi, row.PublishedOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))));
        Assert.All(made, row => Assert.StartsWith("model:lab/shown@", Assert.Single(row.MadeWith), StringComparison.Ordinal));

        var again = await SendAsync("programme=true&month=12", File);
        Assert.Equal((1, 4), (again.Imported, again.Known));
    }

    [Fact]
    public async Task Client_that_names_no_month_and_no_year_imports_and_opens_what_came_of_it()
    {
        using var hub = new HubClient(models.Hub.Address, await models.Hub.TokenAsync("member"));
        await using var file = new MemoryStream(Encoding.UTF8.GetBytes($"@article{{a, title = {{By the client}}, doi = {{10.2003/client}}, date = {{{DateTime.UtcNow:yyyy-MM-dd}}}}}"));
        Assert.Equal(1, (await hub.ImportPublicationsAsync(file, programme: true, [], month: null, Stop)).Imported);
        Assert.NotEmpty((await hub.EvidenceAsync("programmePublications", year: null, after: null, Stop)).Rows);
    }

    [Theory]
    [InlineData("anonymous", "programme=true", HttpStatusCode.Unauthorized)]
    [InlineData("member:read", "programme=true", HttpStatusCode.Forbidden)]
    [InlineData("member", "", HttpStatusCode.BadRequest)]
    [InlineData("member", "programme=true&month=13", HttpStatusCode.BadRequest)]
    [InlineData("member", "programme=true&format=pdf", HttpStatusCode.BadRequest)]
    [InlineData("outsider", "model=model:lab/hidden", HttpStatusCode.NotFound)]
    public async Task Whoever_may_not_or_asks_wrongly_registers_nothing(string who, string query, HttpStatusCode expected)
    {
        var token = who switch
        {
            "anonymous" => null,
            "member:read" => await models.Hub.TokenAsync("member", TokenScope.Read),
            _ => await models.Hub.TokenAsync(who),
        };
        using var client = models.Hub.Client(token);
        using var answer = await PostAsync(client, query, "@article{a, title = {Never}, doi = {10.2001/never}, year = 2026, month = apr}");
        Assert.Equal(expected, answer.StatusCode);
        Assert.False(await models.Hub.UseDbAsync(db => db.Set<Publication>().AnyAsync(row => row.Doi == "10.2001/never", Stop)));
    }

    /// <summary>Two hundred megabytes go through without being held; the one broken entry is named.</summary>
    [Fact]
    public async Task Large_file_with_one_broken_entry_is_taken()
    {
        var filler = new string('x', 100_000);
        using var body = new StreamContent(new MadeStream(2_000, at =>
            $"@article{{k{at}, title = {{Large {at}}}, {(at == 1_234 ? "doi" : $"doi = {{10.2002/{at}}}")}, year = 2026, month = jun, abstract = {{{filler}}}}}\n"));
        using var client = models.Hub.Client(await models.Hub.TokenAsync("member"));
        using var answer = await client.PostAsync(new Uri("/api/v1/publications/import?programme=true", UriKind.Relative), body, Stop);
        var report = (await answer.Content.ReadFromJsonAsync<ImportReport>(Stop))!;
        Assert.Equal((1_999, 0, 1), (report.Imported, report.Known, report.Refused));
        Assert.Equal((1_235, "k1234"), (report.Faults[0].Line, report.Faults[0].Key));
    }

    private async Task<ImportReport> SendAsync(string query, string file)
    {
        using var client = models.Hub.Client(await models.Hub.TokenAsync("member"));
        using var answer = await PostAsync(client, query, file);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return (await answer.Content.ReadFromJsonAsync<ImportReport>(Stop))!;
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string query, string file)
    {
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(file));
        return await client.PostAsync(new Uri($"/api/v1/publications/import?{query}", UriKind.Relative), body, Stop);
    }

    /// <summary>Entries made while they are sent.</summary>
    private sealed class MadeStream(int count, Func<int, string> entry) : Stream
    {
        private byte[] _bytes = [];
        private int _at, _next;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int most)
        {
            if (_at == _bytes.Length && _next < count)
                (_bytes, _at) = (Encoding.UTF8.GetBytes(entry(_next++)), 0);
            var given = Math.Min(most, _bytes.Length - _at);
            _bytes.AsSpan(_at, given).CopyTo(buffer.AsSpan(offset));
            _at += given;
            return given;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
