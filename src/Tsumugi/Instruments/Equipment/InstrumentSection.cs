namespace Tsumugi.Instruments.Equipment;

/// <summary>What another room shows on an instrument's page: a component with the parameters <c>Instrument</c> and <c>Caller</c>.</summary>
public sealed record InstrumentSection(int Order, Type Component);
