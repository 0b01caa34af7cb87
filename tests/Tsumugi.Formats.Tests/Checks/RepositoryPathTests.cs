using System.Text;
using Tsumugi.Formats.Checks;
using Tsumugi.Formats.Checks.Paths;

namespace Tsumugi.Formats.Tests.Checks;

public sealed class RepositoryPathTests
{
    public static TheoryData<string, string> Rows => new()
    {
        { "a/b.txt", "" },
        { "README.md", "" },
        { ".gitattributes", "" },
        { ".github/a", "" },
        { "データ/がん.csv", "" },
        { "console/com10/nullable.txt", "" },
        { "a b/c-d_e+f=g@h#i~.txt", "" },
        { "", "path.empty" },
        { "/a", "path.empty" },
        { "a//b", "path.empty" },
        { "a/", "path.empty" },
        { ".", "path.dots" },
        { "a/../b", "path.dots" },
        { "./a", "path.dots" },
        { "C:/a", "path.absolute" },
        { "a\\b", "path.backslash" },
        { "a\nb", "path.control" },
        { "a\0b", "path.control" },
        { "a\u007Fb", "path.control" },
        { "a\u202Egpj.exe", "path.control" },
        { "a\u2066b", "path.control" },
        { "a\u200Bb", "path.control" },
        { "a\uFEFFb", "path.control" },
        { "a\u2028b", "path.control" },
        { "a?b", "path.character" },
        { "a\uD800b", "path.unicode" },
        { "か\u3099ん.csv", "path.not-nfc" },
        { "e\u0301", "path.not-nfc" },
        { "CON", "path.reserved" },
        { "a/nul.txt", "path.reserved" },
        { "Com1", "path.reserved" },
        { "lpt9.tar.gz", "path.reserved" },
        { "com\u00B9", "path.reserved" },
        { "aux .txt", "path.reserved" },
        { "a./b", "path.trailing" },
        { "a ", "path.trailing" },
        { "...", "path.trailing" },
        { ".git/config", "path.git" },
        { "a/.GIT/hooks", "path.git" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void RepositoryPath_each_rule(string path, string code)
    {
        string[] expected = code.Length == 0 ? [] : [code];
        Assert.Equal(expected, RepositoryPath.Check(path).Select(finding => finding.Code));
    }

    [Theory]
    [InlineData(255, 4, "")]
    [InlineData(256, 1, "path.part-too-long")]
    [InlineData(200, 6, "path.too-long")]
    public void RepositoryPath_lengths_count_bytes(int part, int parts, string code)
    {
        var path = string.Join('/', Enumerable.Repeat(new string('あ', part / 3) + new string('x', part % 3), parts));
        string[] expected = code.Length == 0 ? [] : [code];
        Assert.Equal(expected, RepositoryPath.Check(path).Select(finding => finding.Code));
    }

    [Fact]
    public void RepositoryPath_every_fault_is_said_at_once() =>
        Assert.Equal(["path.backslash", "path.empty", "path.git"], RepositoryPath.Check("a\\b//.git/c").Select(finding => finding.Code));

    public static TheoryData<string[], string[]> Sets => new()
    {
        { ["a", "b/c", "b/d", "c"], [] },
        { ["a", "a"], ["path.twice"] },
        { ["a", "A"], ["path.case-only"] },
        { ["é", "É"], ["path.case-only"] },
        { ["x/a", "X/b"], ["path.case-only"] },
        { ["a", "a/b"], ["path.file-and-folder"] },
        { ["a/b", "a"], ["path.file-and-folder"] },
        { ["a/b/c", "A/b"], ["path.file-and-folder", "path.case-only"] },
    };

    [Theory]
    [MemberData(nameof(Sets))]
    public void RepositoryPath_collisions_in_any_order(string[] paths, string[] codes) =>
        Assert.Equal(codes, RepositoryPath.CheckAll(paths).Select(finding => finding.Code));

    [Fact]
    public void RepositoryPath_hundred_thousand_paths_are_linear_work()
    {
        var paths = Enumerable.Range(0, 100_000).Select(i => $"folder{i / 100}/sub{i % 7}/データ{i}.parquet").ToList();
        Assert.Empty(RepositoryPath.CheckAll(paths));
        Assert.Equal(Findings.MaxPerCode, RepositoryPath.CheckAll(paths.Concat(paths)).Count);
    }

    [Fact]
    public void Place_shown_name_carries_no_steering_characters() =>
        Assert.Equal("a\uFFFDb\uFFFDc", RepositoryPath.Check("a\u202Eb\uD800c")[0].Place.File);

    [Fact]
    public void RepositoryPath_normalised_text_is_taken() =>
        Assert.Empty(RepositoryPath.Check("か\u3099ん.csv".Normalize(NormalizationForm.FormC)));
}
