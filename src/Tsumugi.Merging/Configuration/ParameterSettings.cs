namespace Tsumugi.Merging.Configuration;

/// <summary>Values of parameters by name, each perhaps different from tensor to tensor and from layer to layer.</summary>
public sealed record ParameterSettings(IReadOnlyDictionary<string, ParameterSetting> ByName)
{
    public static ParameterSettings None { get; } = new(new Dictionary<string, ParameterSetting>());

    /// <returns>Null where nothing is said for this tensor.</returns>
    /// <param name="depth">0 for the first layer to 1 for the last.</param>
    public double? Find(string parameter, string tensor, double depth) => ByName.TryGetValue(parameter, out var setting) ? setting.At(tensor, depth) : null;
}

/// <summary>A parameter's value, in one of the ways in which a configuration may give it.</summary>
public abstract record ParameterSetting
{
    /// <returns>Null where no condition holds for the tensor.</returns>
    public abstract double? At(string tensor, double depth);

    /// <summary>Every number that it can give or lie between.</summary>
    public abstract IEnumerable<double> Numbers { get; }
}

public sealed record ConstantSetting(double Value) : ParameterSetting
{
    public override IEnumerable<double> Numbers => [Value];

    public override double? At(string tensor, double depth) => Value;
}

/// <summary>Values at equal distances over the layers, straight lines between them.</summary>
public sealed record GradientSetting(IReadOnlyList<double> Values) : ParameterSetting
{
    public override IEnumerable<double> Numbers => Values;

    public override double? At(string tensor, double depth)
    {
        var place = depth * (Values.Count - 1);
        var lower = (int)place;
        var share = place - lower;
        return ((1 - share) * Values[lower]) + (share * Values[Math.Min(Values.Count - 1, lower + 1)]);
    }
}

/// <summary>Switches over the layers: what is not a number is not interpolated.</summary>
public sealed record StepSetting(IReadOnlyList<double> Values) : ParameterSetting
{
    public override IEnumerable<double> Numbers => Values;

    public override double? At(string tensor, double depth) => Values[(int)(depth * (Values.Count - 1))];
}

/// <summary>The first of these whose filter is a part of the tensor's name.</summary>
public sealed record ConditionalSetting(IReadOnlyList<(string? Filter, ParameterSetting Setting)> Conditions) : ParameterSetting
{
    public override IEnumerable<double> Numbers => Conditions.SelectMany(condition => condition.Setting.Numbers);

    public override double? At(string tensor, double depth)
    {
        foreach (var (filter, setting) in Conditions)
        {
            if (filter is null or "*" || tensor.Contains(filter, StringComparison.Ordinal))
                return setting.At(tensor, depth);
        }

        return null;
    }
}
