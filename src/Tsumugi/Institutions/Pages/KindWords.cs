using Tsumugi.Hub.Language;

namespace Tsumugi.Institutions.Pages;

/// <summary>How kinds of institutions are called on the pages.</summary>
internal static class KindWords
{
    public static Words Of(InstitutionKind kind) => kind switch
    {
        InstitutionKind.University => new("大学", "University"),
        InstitutionKind.Institute => new("研究機関", "Research institute"),
        InstitutionKind.Hospital => new("病院", "Hospital"),
        InstitutionKind.Company => new("企業", "Company"),
        InstitutionKind.Government => new("行政機関", "Government body"),
        _ => new("その他", "Other"),
    };
}
