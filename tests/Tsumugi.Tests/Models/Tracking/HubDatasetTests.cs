using Tsumugi.Models.Tracking.Runs;

namespace Tsumugi.Tests.Models.Tracking;

public sealed class HubDatasetTests
{
    private const string Host = "hub.example.org:5270";

    [Theory]
    [InlineData("dataset:lab/open", "", "dataset:lab/open")]
    [InlineData("dataset:lab/open@0a1b", "", "dataset:lab/open@0a1b")]
    [InlineData("model:lab/encoder", "", "model:lab/encoder")]
    [InlineData("iris", "dataset:lab/open", "dataset:lab/open")]
    [InlineData("iris", "http://hub.example.org:5270/datasets/lab/open", "dataset:lab/open")]
    [InlineData("iris", "https://HUB.example.org:5270/datasets/lab/open?revision=0a1b&x=1", "dataset:lab/open@0a1b")]
    [InlineData("iris", "http://hub.example.org:5270/api/v1/datasets/lab/open/revisions/0a1b/files/genes.tsv", "dataset:lab/open@0a1b")]
    [InlineData("iris", """{"url": "http://hub.example.org:5270/datasets/lab/open"}""", "dataset:lab/open")]
    [InlineData("iris", """{"uri": "dataset:lab/open"}""", "dataset:lab/open")]
    [InlineData("iris", "http://elsewhere.example.org/datasets/lab/open", null)]
    [InlineData("iris", "http://hub.example.org:5270/jobs/1", null)]
    [InlineData("iris", """{"url": 5}""", null)]
    [InlineData("iris", "{broken", null)]
    [InlineData("person:hanako", "", null)]
    [InlineData(null, null, null)]
    public void Hubs_own_data_is_recognised_in_what_a_program_wrote(string? name, string? source, string? node) =>
        Assert.Equal(node, HubDataset.Find(name, source, Host)?.ToString());
}
