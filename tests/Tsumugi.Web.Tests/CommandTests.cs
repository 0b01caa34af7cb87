using System.Net.Http.Json;
using System.Text.Json;

namespace Tsumugi.Web.Tests;

/// <summary>The researcher's command as a process of its own, against the real server.</summary>
public sealed class CommandTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signed_in_once_the_command_creates_imports_and_shows()
    {
        using var state = new TemporaryFolder();
        using var home = new TemporaryFolder();
        using var hub = HubProcess.Start("up", "--data", state.Path, "--port", "0");
        var address = await hub.AddressAsync();
        var token = await HubProcess.TokenAsync(state.Path);
        using var client = new HttpClient { BaseAddress = address, DefaultRequestHeaders = { Authorization = new("Bearer", token) } };
        (await client.PostAsJsonAsync("/api/v1/institutions", new { id = "lab", nameJa = "研究室", nameEn = "Lab" }, Stop)).EnsureSuccessStatusCode();
        (await client.PutAsJsonAsync("/api/v1/institutions/lab/members/operator", new { role = "researcher" }, Stop)).EnsureSuccessStatusCode();

        Assert.Equal(0, (await ResearcherCommand.RunAsync(home, "login", "--hub", address.ToString(), "--token", token)).Code);
        Assert.StartsWith("operator", (await ResearcherCommand.RunAsync(home, "whoami")).Said, StringComparison.Ordinal);
        Assert.Equal(0, (await ResearcherCommand.RunAsync(home, "data", "create", "lab/genome", "--licence", "CC0-1.0", "--permission", "NoRestriction")).Code);
        var sample = Path.Combine(home.Path, "two.gbk");
        await File.WriteAllTextAsync(sample, ">not GenBank\nACGT\n", Stop);
        var (code, said) = await ResearcherCommand.RunAsync(home, "data", "import", "lab/genome", sample);
        Assert.Equal(1, code);
        Assert.Contains("GenBank", said, StringComparison.Ordinal);
        var shown = JsonSerializer.Deserialize<JsonElement>((await ResearcherCommand.RunAsync(home, "data", "show", "lab/genome", "--json")).Said);
        Assert.Equal("dataset:lab/genome", shown.GetProperty("summary").GetProperty("node").GetString());
        Assert.Equal(0, shown.GetProperty("revisions").GetArrayLength());
    }

    [Theory]
    [InlineData("login", "--hub", "127.0.0.1:5270", "--token", "tsg_x")]
    [InlineData("login", "--hub", "ftp://hub.example.org", "--token", "tsg_x")]
    [InlineData("nothing")]
    [InlineData("data", "create")]
    public async Task What_cannot_be_understood_ends_with_2(params string[] arguments)
    {
        using var home = new TemporaryFolder();
        var (code, said) = await ResearcherCommand.RunAsync(home, arguments);
        Assert.Equal(2, code);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_token_it_says_how_to_sign_in()
    {
        using var home = new TemporaryFolder();
        var (code, said) = await ResearcherCommand.RunAsync(home, "whoami");
        Assert.Equal(1, code);
        Assert.Contains("tsumugi login", said, StringComparison.Ordinal);
    }
}
