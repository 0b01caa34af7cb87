using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Datasets.HuggingFace;

/// <summary>The npm package <c>@huggingface/hub</c>, unmodified, from the first repository to the last download.</summary>
public sealed class NpmClientTests(LabHub lab) : IClassFixture<LabHub>
{
    [Theory]
    [InlineData("model")]
    [InlineData("dataset")]
    public async Task Client_works_as_against_the_hub_it_was_made_for(string kind)
    {
        var said = await NodeClient.RunAsync(
            "huggingface.mjs",
            new Dictionary<string, string>
            {
                ["HUB"] = lab.Hub.Address.ToString().TrimEnd('/'),
                ["TOKEN"] = $"hf_{await lab.Hub.TokenAsync("member")}",
                ["OTHER_TOKEN"] = $"hf_{await lab.Hub.TokenAsync("outsider")}",
                ["KIND"] = kind,
                ["NAME"] = $"npm-{kind}",
            },
            () => lab.Hub.Logs.Errors,
            TestContext.Current.CancellationToken);
        Assert.EndsWith("delete", said.Trim(), StringComparison.Ordinal);
    }
}
