namespace Tsumugi.Ui.Components;

/// <summary>What a state means for the reader.</summary>
public enum Tone
{
    Neutral,
    Waiting,
    Live,
    Good,
    Bad,
    Stopped,
}

/// <summary>How a tone looks: colour by class, and a shape of its own for those who do not see the colour.</summary>
/// <param name="Shape">Path in a 12 × 12 box.</param>
public sealed record Look(string Class, string Shape, bool Filled)
{
    public static Look Of(Tone tone) => tone switch
    {
        Tone.Waiting => new("waiting", "M6 3.5v3l2 1.5M6 1a5 5 0 1 0 .01 0z", false),
        Tone.Live => new("live", "M3.5 2l6 4-6 4z", true),
        Tone.Good => new("good", "M2 6.5l3 3 5-7", false),
        Tone.Bad => new("bad", "M2.5 2.5l7 7m0-7l-7 7", false),
        Tone.Stopped => new("stopped", "M2.5 2.5h7v7h-7z", true),
        _ => new("neutral", "M6 2.5a3.5 3.5 0 1 0 .01 0z", false),
    };
}
