using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Merging.Configuration;

/// <summary>A merge as mergekit's YAML describes it, checked for everything that can be seen without the models.</summary>
public sealed record MergeConfiguration
{
    /// <summary>The file's text as it was read.</summary>
    public required string Text { get; init; }

    public required string Method { get; init; }

    /// <summary>A model's name; null where there is none.</summary>
    public string? Base { get; init; }

    /// <summary>One without a name where the file has <c>models</c> or <c>slices</c>.</summary>
    public required IReadOnlyList<ModuleDefinition> Modules { get; init; }

    public ParameterSettings Parameters { get; init; } = ParameterSettings.None;

    /// <summary><c>dtype</c>: what mergekit computes in. Ours computes in double precision, and takes it for the output's where that is not said.</summary>
    public TensorType? MathType { get; init; }

    /// <summary><c>out_dtype</c></summary>
    public TensorType? OutType { get; init; }

    public TokenizerSettings? Tokenizer { get; init; }

    public string? ChatTemplate { get; init; }

    /// <summary><c>compat: mergekit</c>, a field of ours: mergekit's arithmetic where ours differs.</summary>
    public bool IsCompatible { get; init; }

    /// <summary><c>names</c>, a field of ours: for a model, beginnings of its tensors' names and what stands in their place in the output.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Names { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, string>>();

    /// <summary><c>optional</c>, a field of ours: parts of names of tensors that not every model has; they are copied from the first that has them.</summary>
    public IReadOnlyList<string> Optional { get; init; } = [];

    /// <summary>Every model that is named anywhere, the base first, then in the file's order.</summary>
    public IReadOnlyList<string> Models =>
    [
        .. ((IEnumerable<string?>)[Base])
            .Concat(Slices.Select(slice => slice.Base))
            .Concat(Slices.SelectMany(slice => slice.Sources).Select(source => source.Model))
            .OfType<string>().Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Stands between a model's name and that of the adapter which is put onto it.</summary>
    public const char Onto = '+';

    /// <summary>Every model and every adapter by itself.</summary>
    public IReadOnlyList<string> Inputs => [.. Models.SelectMany(model => model.Split(Onto)).Distinct(StringComparer.Ordinal)];

    private IEnumerable<SliceDefinition> Slices => Modules.SelectMany(module => module.Slices);
}

/// <summary>A part of the model that is merged by itself.</summary>
/// <param name="Name">What its tensors' names begin with, followed by a point; empty for the whole model.</param>
public sealed record ModuleDefinition(string Name, IReadOnlyList<SliceDefinition> Slices, ParameterSettings Parameters);

/// <summary>Consecutive layers of the output.</summary>
/// <param name="Base">In place of the configuration's.</param>
public sealed record SliceDefinition(IReadOnlyList<SourceDefinition> Sources, string? Base, ParameterSettings Parameters);

/// <param name="Layers">From the first up to but not including the last; null for all layers.</param>
public sealed record SourceDefinition(string Model, (int From, int To)? Layers, ParameterSettings Parameters);

/// <summary><c>tokenizer_source</c> or <c>tokenizer</c>.</summary>
/// <param name="Source"><c>union</c>, <c>base</c> or a model's name.</param>
/// <param name="RowMultiple"><c>pad_to_multiple_of</c></param>
public sealed record TokenizerSettings(string Source, IReadOnlyDictionary<string, TokenSetting> Tokens, int RowMultiple)
{
    public const string Union = "union", OfBase = "base";
}

/// <summary>Where the embedding of one token comes from in models that lack it.</summary>
/// <param name="Model">Null for zeros, or where <paramref name="IsDefault"/>.</param>
/// <param name="Token">Another token of that model; null for the same one.</param>
/// <param name="TokenId">Another row of that model.</param>
/// <param name="IsForced">Also in models that have the token.</param>
/// <param name="IsDefault">No source is named: as for any other token.</param>
public sealed record TokenSetting(string? Model, string? Token, int? TokenId, bool IsForced, bool IsDefault);
