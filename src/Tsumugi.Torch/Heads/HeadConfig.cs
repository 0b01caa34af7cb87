using System.Text.Json.Serialization;

namespace Tsumugi.Torch.Heads;

/// <summary>What a head answers, and from what; kept in <c>heads/NAME.json</c> of a model's folder.</summary>
public sealed record HeadConfig
{
    /// <summary>A name of <see cref="HeadKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Names of the classes, of the quantities, or of the labels, in the order of the scores.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>Width of the encoder's states.</summary>
    public required int Width { get; init; }

    /// <summary>How the tokens of an item become one vector; heads that answer for each position do not ask.</summary>
    public Pooling Pooling { get; init; }

    /// <summary>Width of a layer between states and scores; 0 where there is none.</summary>
    public int HiddenWidth { get; init; }

    /// <summary>Mean of each quantity in training, and its standard deviation: scores are in these units.</summary>
    public IReadOnlyList<double>? Means { get; init; }

    public IReadOnlyList<double>? Deviations { get; init; }

    /// <returns>Everything that is wrong with it; nothing when a head can be made of it.</returns>
    public IEnumerable<string> Faults()
    {
        if (!HeadKinds.All.TryGetValue(Kind, out var kind))
            yield return $"'kind' is {Kind}; known are {string.Join(", ", HeadKinds.All.Keys)}";
        if (Width < 1 || HiddenWidth < 0)
            yield return "'width' is not positive, or 'hiddenWidth' is negative";
        if (Outputs.Count == 0 || Outputs.Distinct(StringComparer.Ordinal).Count() != Outputs.Count)
            yield return "'outputs' has no name, or one twice";
        if (kind is { Scaled: true } && (Means?.Count != Outputs.Count || Deviations?.Count != Outputs.Count))
            yield return "'means' and 'deviations' do not have a number for each of 'outputs'";
        if (Deviations is not null && !Deviations.All(deviation => deviation > 0))
            yield return "'deviations' are not all above zero";
    }
}

/// <summary>How states of tokens become one vector of their item.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Pooling>))]
public enum Pooling
{
    [JsonStringEnumMemberName("mean")]
    Mean,

    /// <summary>The state of the token that marks the beginning.</summary>
    [JsonStringEnumMemberName("first")]
    First,
}
