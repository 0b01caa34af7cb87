using System.Text.Json;
using Tsumugi.Merging.Configuration;

namespace Tsumugi.Merging.Tests.Configuration;

public sealed class ConfigurationTextTests
{
    private const string Ties = "merge_method: ties\nbase_model: o\nmodels:\n  - {model: a, parameters: {weight: 1}}\n  - model: b\nparameters:\n  density: 0.5\n";

    [Fact]
    public void Values_takeTheirPlaces_andTheRestStands()
    {
        var text = ConfigurationText.With(Ties, Values("""{"models.0.parameters.weight":0.25,"models.1.parameters.weight":0.75,"parameters.density":1e-3,"parameters.normalize":false}"""));
        var read = ConfigurationReader.Read(text);
        Assert.Equal(["o", "a", "b"], read.Models.OrderBy(model => model == "o" ? 0 : 1).ThenBy(model => model, StringComparer.Ordinal));
        foreach (var line in (string[])["weight: 0.25", "weight: 0.75", "density: 1e-3", "normalize: false", "merge_method: ties"])
            Assert.Contains(line, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_ofJson_isTakenToo() =>
        Assert.Contains("0.3", ConfigurationText.With("""{"merge_method":"linear","models":[{"model":"a"},{"model":"b"}],"parameters":{"weight":1}}""", Values("""{"parameters.weight":0.3}""")), StringComparison.Ordinal);

    [Fact]
    public void Paths_thatLeadNowhere_areAllNamed()
    {
        var error = Assert.Throws<InvalidConfigurationException>(() => ConfigurationText.With(Ties, Values("""{"models.2.weight":1,"merge_method.deeper":1,"parameters.density":1}""")));
        Assert.Equal(["models.2.weight", "merge_method.deeper"], error.Faults.Select(fault => fault.Field));
    }

    private static Dictionary<string, JsonElement> Values(string json) => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!;
}
