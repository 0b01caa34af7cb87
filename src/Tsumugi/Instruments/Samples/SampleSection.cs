namespace Tsumugi.Instruments.Samples;

/// <summary>What another room shows on a sample's page: a component with the parameters <c>Sample</c> and <c>Caller</c>.</summary>
public sealed record SampleSection(int Order, Type Component);
