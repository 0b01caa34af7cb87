namespace Tsumugi.Merging.Methods;

/// <summary>One way to make one tensor of several.</summary>
public interface IMergeMethod
{
    /// <summary>The <c>merge_method</c> of a configuration.</summary>
    string Name { get; }

    MethodTraits Traits { get; }
}

/// <summary>A method whose tensors are combined piece by piece.</summary>
internal interface ITiledMethod : IMergeMethod
{
    TensorMerge Begin(TensorStep step);
}

/// <summary>What a method takes.</summary>
public sealed record MethodTraits
{
    public required BaseUse Base { get; init; }

    /// <summary>Models beside the base.</summary>
    public int LeastModels { get; init; } = 1;

    public int MostModels { get; init; } = int.MaxValue;

    public IReadOnlyList<MethodParameter> Parameters { get; init; } = [];

    /// <summary>Files that each model brings beside its tensors; null where the tensors are enough.</summary>
    public string? Statistics { get; init; }

    /// <summary>A fault in one tensor's parameters taken together; null where they are sound.</summary>
    public Func<TensorStep, string?> Check { get; init; } = _ => null;
}

public enum BaseUse
{
    /// <summary>The base is one of the models where it is listed, and otherwise only lends tokenizer and settings.</summary>
    AsModel,
    Optional,
    Required,
}

/// <param name="PerModel">Each model may have its own value.</param>
/// <param name="Default">Null when the configuration must say it.</param>
public sealed record MethodParameter(string Name, bool PerModel, double? Default, double Least = double.NegativeInfinity, double Most = double.PositiveInfinity)
{
    /// <summary>True for switches, which are written true or false.</summary>
    public bool IsSwitch { get; init; }

    public bool IsWhole { get; init; }

    public static MethodParameter Weight { get; } = new("weight", PerModel: true, null);

    public static MethodParameter Switch(string name, bool otherwise) => new(name, PerModel: false, otherwise ? 1 : 0, 0, 1) { IsSwitch = true };
}
