using Tsumugi.Hub.Language;

namespace Tsumugi.Instruments.Equipment;

/// <summary>What an instrument can do, in the words of both languages and the others that people search by.</summary>
public sealed record Technique(string Id, Words Name, params IReadOnlyList<string> Others)
{
    /// <summary>In the order of the layers of life, from the molecule up.</summary>
    public static IReadOnlyList<Technique> All { get; } =
    [
        new("short-read-sequencing", new("短鎖シーケンシング", "Short-read sequencing"), "NGS", "next-generation sequencing", "次世代シーケンサー", "Illumina", "MGI"),
        new("long-read-sequencing", new("長鎖シーケンシング", "Long-read sequencing"), "third-generation sequencing", "ロングリード", "Nanopore", "PacBio", "HiFi"),
        new("sanger-sequencing", new("サンガーシーケンシング", "Sanger sequencing"), "capillary sequencing", "キャピラリーシーケンサー"),
        new("single-cell-sequencing", new("1 細胞シーケンシング", "Single-cell sequencing"), "scRNA-seq", "シングルセル", "単一細胞", "10x Chromium"),
        new("spatial-transcriptomics", new("空間トランスクリプトーム", "Spatial transcriptomics"), "Visium", "Xenium", "空間オミクス", "spatial omics"),
        new("optical-genome-mapping", new("光学ゲノムマッピング", "Optical genome mapping"), "Bionano"),
        new("microarray", new("マイクロアレイ", "Microarray"), "DNA chip", "DNA チップ"),
        new("qpcr", new("定量 PCR", "Quantitative PCR"), "qPCR", "real-time PCR", "リアルタイム PCR"),
        new("digital-pcr", new("デジタル PCR", "Digital PCR"), "dPCR", "ddPCR"),
        new("nucleic-acid-synthesis", new("核酸合成", "Nucleic acid synthesis"), "oligo synthesis", "DNA 合成"),
        new("mass-spectrometry-proteomics", new("質量分析（プロテオーム）", "Mass spectrometry, proteomics"), "LC-MS", "LC-MS/MS", "MS", "プロテオミクス", "Orbitrap", "timsTOF"),
        new("mass-spectrometry-metabolomics", new("質量分析（メタボローム）", "Mass spectrometry, metabolomics"), "GC-MS", "CE-MS", "LC-MS", "メタボロミクス"),
        new("imaging-mass-spectrometry", new("イメージング質量分析", "Imaging mass spectrometry"), "MALDI imaging", "MSI", "質量イメージング"),
        new("mass-cytometry", new("マスサイトメトリー", "Mass cytometry"), "CyTOF"),
        new("cryo-em", new("クライオ電子顕微鏡", "Cryo-electron microscopy"), "cryo-EM", "クライオ電顕", "single particle analysis", "単粒子解析", "Krios"),
        new("cryo-et", new("クライオ電子線トモグラフィー", "Cryo-electron tomography"), "cryo-ET", "tomography"),
        new("cryo-fib", new("クライオ FIB 加工", "Cryo-FIB milling"), "focused ion beam", "集束イオンビーム", "Aquilos"),
        new("plunge-freezing", new("急速凍結", "Plunge freezing"), "vitrification", "Vitrobot", "ガラス化"),
        new("transmission-electron-microscopy", new("透過電子顕微鏡", "Transmission electron microscopy"), "TEM", "透過型電顕"),
        new("scanning-electron-microscopy", new("走査電子顕微鏡", "Scanning electron microscopy"), "SEM", "走査型電顕", "SBF-SEM"),
        new("x-ray-crystallography", new("X 線結晶構造解析", "X-ray crystallography"), "XRD", "X 線回折", "beamline", "ビームライン"),
        new("small-angle-scattering", new("小角散乱", "Small-angle scattering"), "SAXS", "SANS"),
        new("nmr", new("核磁気共鳴", "Nuclear magnetic resonance"), "NMR", "NMR 分光"),
        new("circular-dichroism", new("円偏光二色性", "Circular dichroism"), "CD", "CD スペクトル"),
        new("surface-plasmon-resonance", new("表面プラズモン共鳴", "Surface plasmon resonance"), "SPR", "Biacore", "分子間相互作用"),
        new("calorimetry", new("熱量測定", "Calorimetry"), "ITC", "DSC"),
        new("atomic-force-microscopy", new("原子間力顕微鏡", "Atomic force microscopy"), "AFM", "高速 AFM"),
        new("confocal-microscopy", new("共焦点顕微鏡", "Confocal microscopy"), "confocal", "コンフォーカル", "LSM"),
        new("multiphoton-microscopy", new("多光子顕微鏡", "Multiphoton microscopy"), "two-photon", "2 光子", "二光子"),
        new("light-sheet-microscopy", new("ライトシート顕微鏡", "Light-sheet microscopy"), "SPIM", "シート照明"),
        new("super-resolution-microscopy", new("超解像顕微鏡", "Super-resolution microscopy"), "STED", "STORM", "PALM", "SIM"),
        new("tirf-microscopy", new("全反射照明蛍光顕微鏡", "TIRF microscopy"), "TIRF", "1 分子観察", "single-molecule imaging"),
        new("high-content-imaging", new("ハイコンテントイメージング", "High-content imaging"), "HCS", "high-content screening", "Cell Painting"),
        new("slide-scanning", new("バーチャルスライド作製", "Whole-slide imaging"), "WSI", "slide scanner", "スライドスキャナー", "デジタル病理"),
        new("live-cell-imaging", new("生細胞イメージング", "Live-cell imaging"), "ライブイメージング", "time-lapse", "タイムラプス"),
        new("flow-cytometry", new("フローサイトメトリー", "Flow cytometry"), "FACS", "フローサイトメーター", "flow cytometer"),
        new("cell-sorting", new("セルソーティング", "Cell sorting"), "FACS", "cell sorter", "セルソーター"),
        new("laser-microdissection", new("レーザーマイクロダイセクション", "Laser microdissection"), "LMD", "LCM"),
        new("patch-clamp", new("パッチクランプ", "Patch clamp"), "electrophysiology", "電気生理"),
        new("multi-electrode-array", new("多点電極アレイ", "Multi-electrode array"), "MEA"),
        new("laboratory-automation", new("実験自動化", "Laboratory automation"), "liquid handler", "分注機", "robot", "ロボット"),
        new("plate-reading", new("プレートリーダー測定", "Plate reading"), "plate reader", "吸光", "蛍光", "発光"),
        new("mri", new("磁気共鳴イメージング", "Magnetic resonance imaging"), "MRI", "fMRI"),
        new("pet", new("陽電子放出断層撮影", "Positron emission tomography"), "PET", "PET-CT"),
        new("micro-ct", new("マイクロ CT", "Micro-CT"), "X-ray CT", "X 線 CT"),
        new("in-vivo-imaging", new("生体イメージング", "In vivo imaging"), "IVIS", "bioluminescence", "生体発光"),
        new("histology", new("組織標本作製", "Histology"), "microtome", "cryostat", "ミクロトーム", "クリオスタット", "免疫染色"),
    ];

    public static Technique? Find(string id) => All.FirstOrDefault(technique => technique.Id == id);

    /// <summary>How it is called; its own id where the vocabulary no longer has it.</summary>
    public static Words NameOf(string id) => Find(id)?.Name ?? Words.Same(id);
}
