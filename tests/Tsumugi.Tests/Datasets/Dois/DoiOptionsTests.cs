using Tsumugi.Datasets.Dois;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Tests.Datasets.Dois;

public sealed class DoiOptionsTests
{
    private static readonly Dictionary<string, string> Whole = new()
    {
        ["TSUMUGI_DOI_AGENCY"] = "jalc",
        ["TSUMUGI_DOI_PREFIX"] = "10.5072",
        ["TSUMUGI_DOI_USER"] = "user",
        ["TSUMUGI_DOI_PASSWORD"] = "hush",
        ["TSUMUGI_DOI_HUB"] = "https://hub.example.org/tsumugi",
        ["TSUMUGI_DOI_SITE"] = "SI/LAB",
    };

    [Fact]
    public void Settings_are_read_also_from_files_and_the_password_is_never_said()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "from a file\n");
        var settings = new Dictionary<string, string>(Whole) { ["TSUMUGI_DOI_PASSWORD_FILE"] = path };
        settings.Remove("TSUMUGI_DOI_PASSWORD");
        var options = DoiOptions.Read(settings.GetValueOrDefault)!;
        File.Delete(path);
        Assert.Equal(("from a file", "https://hub.example.org/tsumugi/doi/10.5072/x"), (options.Password, options.Landing("10.5072/x").AbsoluteUri));
        Assert.DoesNotContain("from a file", options.ToString(), StringComparison.Ordinal);
        Assert.Null(DoiOptions.Read(_ => null));
    }

    [Theory]
    [InlineData("TSUMUGI_DOI_PREFIX", "", "TSUMUGI_DOI_PREFIX is not set")]
    [InlineData("TSUMUGI_DOI_PASSWORD", "", "TSUMUGI_DOI_PASSWORD is not set")]
    [InlineData("TSUMUGI_DOI_SITE", "", "TSUMUGI_DOI_SITE is not set")]
    [InlineData("TSUMUGI_DOI_PREFIX", "11.5072", "must look like 10.5072")]
    [InlineData("TSUMUGI_DOI_PREFIX", "10.5072/x", "must look like 10.5072")]
    [InlineData("TSUMUGI_DOI_HUB", "hub.example.org", "TSUMUGI_DOI_HUB must be an http or https address")]
    [InlineData("TSUMUGI_DOI_ENDPOINT", "file:///etc/passwd", "TSUMUGI_DOI_ENDPOINT must be an http or https address")]
    public void Setting_that_is_wrong_is_said_at_the_start(string name, string value, string said)
    {
        var settings = new Dictionary<string, string>(Whole) { [name] = value };
        var error = Assert.Throws<StateFolderException>(() => DoiOptions.Read(settings.GetValueOrDefault));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, null, 30)]
    [InlineData(2, null, 60)]
    [InlineData(5, null, 480)]
    [InlineData(5, 10, 480)]
    [InlineData(1, 3600, 3600)]
    [InlineData(100_000, null, 21_600)]
    public void Pauses_double_up_to_the_longest_and_are_never_shorter_than_what_was_asked(int attempts, int? asked, int seconds) => Assert.Equal(
        TimeSpan.FromSeconds(seconds),
        SendDeposits.PauseAfter(attempts, TimeSpan.FromSeconds(30), TimeSpan.FromHours(6), asked is { } wait ? TimeSpan.FromSeconds(wait) : null));
}
