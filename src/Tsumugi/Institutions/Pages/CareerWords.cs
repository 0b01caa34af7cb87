using Tsumugi.Hub.Language;

namespace Tsumugi.Institutions.Pages;

/// <summary>How the stages of a career are called on the pages.</summary>
internal static class CareerWords
{
    public static Words Of(CareerStage stage) => stage switch
    {
        CareerStage.Student => new("学部生・修士課程", "Student"),
        CareerStage.DoctoralStudent => new("博士課程", "Doctoral student"),
        CareerStage.Postdoc => new("ポスドク", "Postdoc"),
        CareerStage.EarlyCareer => new("若手研究者", "Early-career researcher"),
        CareerStage.Senior => new("研究代表者・教授など", "Senior researcher"),
        CareerStage.TechnicalStaff => new("技術職員", "Technical staff"),
        _ => new("事務・研究支援職員", "Administration and research support"),
    };
}
