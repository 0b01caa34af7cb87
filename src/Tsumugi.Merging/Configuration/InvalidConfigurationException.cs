namespace Tsumugi.Merging.Configuration;

/// <param name="Line">From 1; 0 where the fault has no line.</param>
public sealed record ConfigurationFault(long Line, string Field, string Problem)
{
    public override string ToString() => Line > 0 ? $"line {Line}, {Field}: {Problem}" : $"{Field}: {Problem}";
}

/// <summary>A configuration that cannot be carried out; the message lists everything that is wrong with it.</summary>
public sealed class InvalidConfigurationException(IReadOnlyList<ConfigurationFault> faults)
    : Exception($"The merge's configuration cannot be carried out: {string.Join("; ", faults)}.")
{
    public IReadOnlyList<ConfigurationFault> Faults => faults;
}
