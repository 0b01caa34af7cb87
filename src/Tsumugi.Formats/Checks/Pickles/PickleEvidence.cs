namespace Tsumugi.Formats.Checks.Pickles;

/// <summary>Why a stream is walked as a pickle, which decides what a failure of the walk means.</summary>
internal enum PickleEvidence
{
    /// <summary>Nothing speaks for it: it is reported only if it acts like a pickle, for protocols 0 and 1 have no mark.</summary>
    None,

    /// <summary>It begins like one: reported if it also ends like one or imports what is not innocent.</summary>
    Begins,

    /// <summary>By its name a program will unpickle it: reported in any case, and refused when malformed.</summary>
    Sure,
}
