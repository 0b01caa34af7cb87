using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Parquet;
using Parquet.Schema;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Repositories.Checks;
using Tsumugi.Datasets.Tables;
using Tsumugi.Formats.Tables;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Tests.Datasets.HuggingFace;

namespace Tsumugi.Tests.Datasets.Tables;

/// <summary>Tables of a repository by the worker program itself: pages, SQL, hostile questions and files.</summary>
public sealed class TableTests(WireLab lab) : IClassFixture<WireLab>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_of_a_large_table_reads_only_the_row_group_that_it_shows()
    {
        var repository = await lab.BeginAsync("dataset");
        var bytes = await ParquetAsync(groups: 40, rows: 5000);
        await lab.CommitBytesAsync(repository, ("data/t.parquet", bytes));
        var process = lab.Hub.Services.GetRequiredService<TableProcess>();
        var before = process.BytesGiven;
        var page = await GetAsync(repository, "rows?file=data/t.parquet&at=100000&count=3");
        Assert.Equal(["100000", "100001", "100002"], page["rows"]!.AsArray().Select(row => (string?)row![0]));
        Assert.Equal(100003, (long)page["next"]!);
        Assert.True(process.BytesGiven - before < bytes.Length / 8, $"{process.BytesGiven - before} of {bytes.Length} bytes");

        // The same again is answered from memory.
        before = process.BytesGiven;
        await GetAsync(repository, "rows?file=data/t.parquet&at=100000&count=3");
        Assert.Equal(before, process.BytesGiven);
        Assert.Equal(200000, (long)(await GetAsync(repository, "shape?file=data/t.parquet"))["rows"]!);
    }

    [Fact]
    public async Task Sql_answers_over_parquet_and_delimited_text()
    {
        var repository = await lab.BeginAsync("dataset");
        await lab.CommitBytesAsync(
            repository, ("t.parquet", await ParquetAsync(2, 50)), ("t.tsv", Bytes("id\tname\n1\ta\n2\tb\n")), ("t.csv.gz", Gzip(Bytes("id,name\n1,a\n2,b\n3,\n"))));
        var counted = await SqlAsync(repository, "t.parquet", "SELECT count(*) AS n, sum(id) AS s FROM data WHERE id >= 90 -- the last");
        Assert.Equal(["10", "945"], counted["rows"]![0]!.AsArray().Select(cell => (string?)cell));
        Assert.Equal("b", (string?)(await SqlAsync(repository, "t.tsv", "SELECT name FROM data WHERE id = 2;"))["rows"]![0]![0]);
        Assert.Equal("1", (string?)(await SqlAsync(repository, "t.csv.gz", "WITH x AS (SELECT * FROM data) SELECT count(*) FROM x WHERE name IS NULL"))["rows"]![0]![0]);
        var many = await SqlAsync(repository, "t.parquet", "SELECT a.id FROM data a, data b");
        Assert.Equal((1000, true), (many["rows"]!.AsArray().Count, (bool)many["more"]!));
    }

    [Theory]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')")]
    [InlineData("SELECT * FROM read_text('/etc/passwd')")]
    [InlineData("SELECT * FROM '/etc/passwd'")]
    [InlineData("SELECT * FROM glob('/*')")]
    [InlineData("SELECT * FROM read_csv('http://127.0.0.1:1/x.csv')")]
    [InlineData("COPY data TO '/tmp/tsumugi-stolen.csv'")]
    [InlineData("SELECT 1) TO x; COPY data TO '/tmp/tsumugi-stolen.csv' --")]
    [InlineData("SELECT 1; COPY data TO '/tmp/tsumugi-stolen.csv'")]
    [InlineData("EXPORT DATABASE '/tmp/tsumugi-stolen'")]
    [InlineData("ATTACH '/tmp/tsumugi-stolen.db'")]
    [InlineData("INSTALL httpfs")]
    [InlineData("LOAD httpfs")]
    [InlineData("SET enable_external_access = true")]
    [InlineData("SET memory_limit = '100GB'")]
    [InlineData("RESET lock_configuration")]
    [InlineData("PRAGMA enable_profiling")]
    [InlineData("CREATE TABLE x AS SELECT 1")]
    [InlineData("DELETE FROM data")]
    [InlineData("SELEC 1")]
    [InlineData("SELECT nothing FROM data")]
    [InlineData("")]
    public async Task Sql_that_is_no_plain_question_about_the_file_is_refused(string sql)
    {
        var repository = await CsvAsync();
        using var answer = await AskAsync(repository, "t.csv", sql);
        Assert.True(answer.StatusCode is HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Stop)}");
        Assert.Empty(Directory.EnumerateFileSystemEntries("/tmp", "tsumugi-stolen*"));
    }

    [Theory]
    [InlineData("WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT sum(n) FROM t")]
    [InlineData("SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE hash(a.range) % 7 = hash(b.range) % 5")]
    [InlineData("SELECT list(a.range) FROM range(1000000000) a")]
    [InlineData("SELECT repeat('x', 2000000000)")]
    public async Task Sql_without_end_is_stopped_and_the_hub_goes_on(string sql)
    {
        var repository = await CsvAsync();
        using var answer = await AskAsync(repository, "t.csv", sql);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal("3", (string?)(await SqlAsync(repository, "t.csv", "SELECT count(*) FROM data"))["rows"]![0]![0]);
    }

    [Theory]
    [InlineData("SELECT value FROM duckdb_settings() WHERE name IN ('allowed_paths', 'home_directory', 'temp_directory')")]
    [InlineData("SELECT sql FROM duckdb_views()")]
    [InlineData("SELECT * FROM duckdb_databases()")]
    public async Task Sql_about_the_program_itself_does_not_say_where_the_hub_keeps_its_files(string sql)
    {
        var answer = await SqlAsync(await CsvAsync(), "t.csv", sql);
        Assert.DoesNotContain(lab.Hub.Options.DataFolder, answer.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_files_are_refused_in_words_and_take_nothing_down()
    {
        var sound = await ParquetAsync(2, 50);
        var random = new Random(7);
        var process = lab.Hub.Services.GetRequiredService<TableProcess>();
        foreach (var (name, length) in new[] { ("t.parquet", sound.Length), ("t.h5ad", 4096) })
        {
            for (var round = 0; round < 6; round++)
            {
                var broken = name == "t.parquet" ? [.. sound] : (byte[])[0x89, .. "HDF\r\n\x1a\n"u8, .. new byte[length - 9]];
                for (var i = 0; i < 12; i++)
                    broken[name == "t.parquet" ? length - 1 - random.Next(length / 3) : 8 + random.Next(length - 8)] = (byte)random.Next(256);
                var (answer, end) = await process.AskAsync(new() { Kind = "rows", File = name, Length = length, Ask = new(null, 0, 5, []) }, new MemoryStream(broken), Path.GetTempPath(), TimeSpan.FromSeconds(5), Stop);
                Assert.True(answer is not null || end != TableEnd.Answered);
            }
        }
    }

    [Fact]
    public async Task Thrift_nested_without_end_ends_only_the_process_that_reads_it()
    {
        // A footer of a million nested structures overflows the stack of whoever follows them.
        var footer = Enumerable.Repeat((byte)0x1C, 1_000_000).ToArray();
        byte[] file = [.. "PAR1"u8, .. footer, .. BitConverter.GetBytes(footer.Length), .. "PAR1"u8];
        var repository = await lab.BeginAsync("dataset");
        await lab.CommitBytesAsync(repository, ("t.parquet", file));
        using var client = lab.Hub.Client(lab.Member);
        using var answer = await client.GetAsync(new Uri($"/api/v1/datasets/{repository.Id}/tables/shape?file=t.parquet", UriKind.Relative), Stop);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    [Theory]
    [InlineData("anonymous", Gating.Open, 401)]
    [InlineData("other", Gating.Open, 200)]
    [InlineData("other", Gating.Manual, 403)]
    [InlineData("accepted", Gating.Manual, 200)]
    public async Task Table_is_for_whoever_may_download_the_file(string who, Gating gating, int expected)
    {
        var repository = await lab.BeginAsync("dataset", Visibility.Hub, gating);
        await lab.CommitBytesAsync(repository, ("t.csv", Bytes("a\n1\n")));
        var token = await lab.TokenAsync(who, repository);
        foreach (var path in (string[])["shape", "rows"])
        {
            using var answer = await lab.SendAsync("GET", $"/api/v1/datasets/{repository.Id}/tables/{path}?file=t.csv", token);
            Assert.Equal(expected, (int)answer.StatusCode);
        }

        using var sql = await lab.SendAsync("POST", $"/api/v1/datasets/{repository.Id}/tables/sql", token, new { file = "t.csv", sql = "SELECT 1" });
        Assert.Equal(expected, (int)sql.StatusCode);
    }

    [Fact]
    public async Task Held_file_is_shown_to_its_institution_only()
    {
        var repository = await lab.BeginAsync("dataset");
        await lab.CommitBytesAsync(repository, ("people.csv", Bytes("email\na@example.org\nb@example.org\nc@example.org\n")));
        Assert.True(await lab.Hub.UseDbAsync(async db => (await HeldContents.AskAsync(db, isOwn: false, repository, Sha("email\na@example.org\nb@example.org\nc@example.org\n"), Stop)) is not null));
        foreach (var (who, status) in new[] { ("other", 403), ("writer", 200) })
        {
            using var answer = await lab.SendAsync("GET", $"/api/v1/datasets/{repository.Id}/tables/rows?file=people.csv", await lab.TokenAsync(who, repository));
            Assert.Equal(status, (int)answer.StatusCode);
        }

        using var outsider = await lab.Hub.SignedInAsync("outsider");
        Assert.DoesNotContain("people.csv", await ReadAsync(outsider, $"/datasets/{repository.Id}/tables"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_shows_columns_filters_rows_and_answers_sql()
    {
        var repository = await CsvAsync();
        using var browser = await lab.Hub.SignedInAsync("member");
        var at = $"/datasets/{repository.Id}/tables";
        Assert.Contains($"{at}?revision=", await ReadAsync(browser, $"/datasets/{repository.Id}"), StringComparison.Ordinal);
        Assert.Contains("t.csv", await ReadAsync(browser, at), StringComparison.Ordinal);
        var all = await ReadAsync(browser, $"{at}?file=t.csv");
        Assert.Contains("<b>bold", WebUtility.HtmlDecode(all), StringComparison.Ordinal);
        Assert.DoesNotContain("<b>bold", all, StringComparison.Ordinal);
        Assert.DoesNotContain("gamma", await ReadAsync(browser, $"{at}?file=t.csv&column=id&op=%3D&value=1"), StringComparison.Ordinal);
        Assert.Contains("4.5", await ReadAsync(browser, $"{at}?file=t.csv&sql=SELECT%20avg(id)%2B2.5%20FROM%20data"), StringComparison.Ordinal);
        Assert.Contains("notice-bad", await ReadAsync(browser, $"{at}?file=t.csv&sql=DROP%20VIEW%20data"), StringComparison.Ordinal);
        using var none = await browser.GetAsync($"{at}?file=none.csv");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task Croissant_describes_the_columns_of_every_table()
    {
        var repository = await CsvAsync();
        using var client = lab.Hub.Client(lab.Member);
        var croissant = JsonNode.Parse(await client.GetStringAsync(new Uri($"/api/v1/datasets/{repository.Id}/metadata/croissant", UriKind.Relative), Stop))!;
        Assert.Equal(["sc:Integer", "sc:Text"], croissant["recordSet"]![0]!["field"]!.AsArray().Select(field => (string?)field!["dataType"]));
    }

    [Fact]
    public async Task Copies_for_sql_make_room_for_the_next_and_keep_the_one_in_use()
    {
        var store = lab.Hub.Services.GetRequiredService<Tsumugi.Hub.Content.ContentStore>();
        var (first, second) = (await store.PutBytesAsync(new byte[600], Stop), await store.PutBytesAsync(Enumerable.Repeat((byte)1, 600).ToArray(), Stop));
        var folder = Directory.CreateTempSubdirectory("tsumugi-copies-").FullName;
        try
        {
            using var copies = new TableCopies(lab.Hub.Options with { DataFolder = folder, TableCopyBytes = 1000 }, store);
            Assert.False(copies.HasRoomFor(1001));
            var kept = await copies.TakeAsync(first.Hash, first.Size, Stop);
            var other = await copies.TakeAsync(second.Hash, second.Size, Stop);
            Assert.Equal(2, Directory.GetDirectories(Path.Combine(folder, "tables")).Length);
            kept.Dispose();
            other.Dispose();
            using (await copies.TakeAsync((await store.PutBytesAsync(new byte[700], Stop)).Hash, 700, Stop))
                Assert.Single(Directory.GetDirectories(Path.Combine(folder, "tables")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<Repository> CsvAsync()
    {
        var repository = await lab.BeginAsync("dataset");
        await lab.CommitBytesAsync(repository, ("t.csv", Bytes("id,name\n1,<b>bold\n2,beta\n3,gamma\n")));
        return repository;
    }

    private async Task<JsonNode> GetAsync(Repository repository, string path)
    {
        using var answer = await lab.SendAsync("GET", $"/api/v1/datasets/{repository.Id}/tables/{path}", lab.Member);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private Task<HttpResponseMessage> AskAsync(Repository repository, string file, string sql) =>
        lab.SendAsync("POST", $"/api/v1/datasets/{repository.Id}/tables/sql", lab.Member, JsonContent.Create(new { file, sql }));

    private async Task<JsonNode> SqlAsync(Repository repository, string file, string sql)
    {
        using var answer = await AskAsync(repository, file, sql);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private static async Task<byte[]> ParquetAsync(int groups, int rows)
    {
        var (id, name) = (new DataField<long>("id"), new DataField<string>("name"));
        using var bytes = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(id, name), bytes, cancellationToken: Stop))
        {
            for (var group = 0; group < groups; group++)
            {
                using var made = writer.CreateRowGroup();
                var numbers = Enumerable.Range(group * rows, rows).ToArray();
                await made.WriteAsync<long>(id, numbers.Select(n => (long)n).ToArray(), cancellationToken: Stop);
                await made.WriteAsync(name, numbers.Select(n => $"name of {n * 7919L % 100_003}").ToArray());
            }
        }

        return bytes.ToArray();
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Sha(string text) => WireLab.Sha256(Bytes(text));

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    private static async Task<string> ReadAsync(Kit.Browser browser, string path)
    {
        using var answer = await browser.GetAsync(path);
        return await answer.Content.ReadAsStringAsync(Stop);
    }
}
