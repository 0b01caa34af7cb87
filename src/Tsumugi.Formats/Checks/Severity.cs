namespace Tsumugi.Formats.Checks;

/// <summary>What a finding means for the file, from mild to grave.</summary>
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    Note,

    /// <summary>Shown beside the file wherever it is offered.</summary>
    Marked,

    /// <summary>Stays invisible until a person has looked.</summary>
    Held,

    /// <summary>Is not taken.</summary>
    Refused,
}
